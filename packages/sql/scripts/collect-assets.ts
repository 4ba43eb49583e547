import { copyFile, mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Copies the built scripts of kernel, its libraries, and the compiler to where this package ships them. */
const assets = new URL("../assets/", import.meta.url);
await mkdir(assets, { recursive: true });
for (const [name, specifier] of [
  ["kernel", "@stopgap/kernel/kernel.js"],
  ["schemas-basic", "@stopgap/kernel/schemas-basic.js"],
  ["schemas", "@stopgap/kernel/schemas.js"],
  ["schemas-more", "@stopgap/kernel/schemas-more.js"],
  ["schemas-rare", "@stopgap/kernel/schemas-rare.js"],
  ["helpers", "@stopgap/kernel/helpers.js"],
  ["stacks", "@stopgap/kernel/stacks.js"],
  ["json-schema", "@stopgap/kernel/json-schema.js"],
  ["urls", "@stopgap/kernel/urls.js"],
  ["compiler", "@stopgap/compiler/compiler.js"],
] as const) {
  await copyFile(fileURLToPath(import.meta.resolve(specifier)), new URL(`${name}.js`, assets));
}
