/**
 * The declaration files that a module is checked against, by virtual path: the language's library below `/lib/`, and
 * `@stopgap/runtime` below `/runtime/`.
 */
export type Declarations = Readonly<Record<string, string>>;

/** Where the declarations of `@stopgap/runtime` begin. */
export const runtimeEntry = "/runtime/index.d.ts";

/** Where the types of JSON Schema literals are, which those of `@stopgap/runtime` refer to. */
export const jsonSchemaTypes = "/types/json-schema-to-ts.d.ts";
