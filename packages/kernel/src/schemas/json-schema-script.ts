/** The JSON Schema library as a script of its own, loaded when a session first needs it. */
export { compileSchema, draft2020 } from "json-schema-library";
