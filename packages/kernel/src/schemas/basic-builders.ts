/** What plain schemas are made of. Their script is less than half of the one that most schemas are made of. */
export const basicBuilders: readonly string[] = [
  "array",
  "boolean",
  "int",
  "nullable",
  "number",
  "object",
  "optional",
  "string",
];

const others = new RegExp(`\\bv\\.(?!(?:${basicBuilders.join("|")})\\b)`);

/**
 * Whether code looks as if it used more builders than these. It decides which script is loaded first: whatever that one
 * lacks is loaded when it is asked for.
 */
export function usesMoreBuilders(code: string): boolean {
  return others.test(code);
}
