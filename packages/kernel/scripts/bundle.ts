import { build } from "esbuild";
import { kernelOptions, libraryOptions } from "./bundle-options.js";
import { schemaParts } from "./schema-parts.js";

await build({
  ...kernelOptions,
  entryPoints: ["src/script.ts"],
  outfile: "dist/bundle/kernel.js",
});
for (const { name, source } of schemaParts()) {
  await build({
    ...libraryOptions,
    stdin: { contents: source, resolveDir: process.cwd() },
    outfile: `dist/bundle/${name}.js`,
  });
}
await build({
  ...libraryOptions,
  entryPoints: ["src/urls/script.ts"],
  outfile: "dist/bundle/urls.js",
});
