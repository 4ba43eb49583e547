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
for (const [name, entry] of [
  ["json-schema", "src/schemas/json-schema-script.ts"],
  ["urls", "src/urls/script.ts"],
] as const) {
  await build({ ...libraryOptions, entryPoints: [entry], outfile: `dist/bundle/${name}.js` });
}
