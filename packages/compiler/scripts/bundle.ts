import { mkdir, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { collectDeclarations } from "./collect-declarations.js";

const declarations = JSON.stringify(await collectDeclarations());
await mkdir("bundle", { recursive: true });
await writeFile("bundle/declarations.json", declarations);

await build({
  entryPoints: ["src/in-database.ts"],
  outfile: "bundle/compiler.js",
  bundle: true,
  format: "iife",
  globalName: "stopgapCompiler",
  target: "es2022",
  platform: "neutral",
  mainFields: ["module", "main"],
  conditions: ["@stopgap/source", "import"],
  // TypeScript asks for Node's modules only where there is Node.
  external: [
    "fs",
    "path",
    "os",
    "inspector",
    "perf_hooks",
    "node:*",
    "crypto",
    "module",
    "source-map-support",
  ],
  define: { stopgapDeclarations: declarations },
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});
