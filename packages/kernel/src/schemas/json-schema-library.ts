import type * as Library from "json-schema-library";
import type { LoadLibrary } from "./load-library.js";

/**
 * Stands in the kernel for the JSON Schema library, which is loaded when a module first has a JSON Schema. What loads it is
 * known only when the kernel has an engine.
 */
let load: LoadLibrary | undefined;

/** Says how libraries are loaded. */
export function loadJsonSchemasBy(loader: LoadLibrary): void {
  load = loader;
}

/** Names the draft; the library's own is in its script. */
export const draft2020 = {} as typeof Library.draft2020;

/** The library's function of this name. */
export const compileSchema: typeof Library.compileSchema = (schema, options) => {
  if (!load) throw new Error("the kernel has not been made yet");
  const library = load("json-schema") as typeof Library;
  return library.compileSchema(schema, { ...options, drafts: [library.draft2020] });
};
