import { readFileSync } from "node:fs";
import type { Declarations } from "./core/declarations.js";

/**
 * The declarations that modules in the database are checked against, as this package ships them.
 *
 * @returns what `createCompiler` takes
 */
export function loadDeclarations(): Declarations {
  const file = new URL("../bundle/declarations.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Declarations;
}
