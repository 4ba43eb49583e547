/** What the library has and `v` has not, with the reason. */
export const leftOut = {
  z: "it is v itself",
  core: "parts of the library for other libraries",
  util: "parts of the library for other libraries",
  config: "it would hold for all code of a session; schemas and parses take `error`",
  memoizer: "it is for `config` alone, and JSON has no cycles",
  file: "there are no files in the database",
  mime: "there are no files in the database",
  ZodMiniFile: "there are no files in the database",
} as const;

/** The name of something that `v` has not. */
export type LeftOut = keyof typeof leftOut;
