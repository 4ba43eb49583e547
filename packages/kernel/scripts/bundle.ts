import { mkdir, writeFile } from "node:fs/promises";
import type { BuildOptions } from "esbuild";
import { kernelOptions, libraryOptions } from "./bundle-options.js";
import { bundleScript } from "./bundle-script.js";
import { schemaParts } from "./schema-parts.js";

await mkdir("bundle", { recursive: true });
await write("kernel", { ...kernelOptions, entryPoints: ["src/script.ts"] });
for (const { name, source } of schemaParts()) {
  await write(name, {
    ...libraryOptions,
    stdin: { contents: source, resolveDir: process.cwd() },
  });
}
for (const [name, entry] of [
  ["helpers", "src/module/helpers-script.ts"],
  ["json-schema", "src/schemas/json-schema-script.ts"],
  ["stacks", "src/errors/stack.ts"],
  ["urls", "src/urls/script.ts"],
] as const) {
  await write(name, { ...libraryOptions, entryPoints: [entry] });
}

async function write(name: string, options: BuildOptions): Promise<void> {
  await writeFile(`bundle/${name}.js`, await bundleScript(options));
}
