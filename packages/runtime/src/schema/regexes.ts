import { regexes as own } from "zod/mini";

/** `v.regexes`: copies, because the schemas of all code of a session use the library's own. */
export const regexes: Readonly<Record<string, unknown>> = /*@__PURE__*/ Object.fromEntries(
  Object.entries(own).map(([name, pattern]) => [
    name,
    pattern instanceof RegExp ? new RegExp(pattern) : pattern,
  ]),
);
