import { build } from "esbuild";

/** The kernel is not published: what handlers in Node need of it goes into this package. */
await build({
  entryPoints: ["dist/handlers/kernel-rules.js"],
  outfile: "dist/handlers/kernel-rules.js",
  allowOverwrite: true,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node20",
  // Errors of arguments are told by their class, so it must be the handlers' own.
  external: ["@stopgap/runtime", "@stopgap/runtime/*"],
  legalComments: "none",
  logLevel: "warning",
});
