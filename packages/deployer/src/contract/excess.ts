/** A place where one schema takes values that another one does not. */
export interface Excess {
  /** Relative to the schema: `.items[].price`, empty for the value itself. */
  readonly path: string;
  /**
   * - `type`: values of another type
   * - `missing`: objects and tuples without something that the other one has always
   * - `values`: more values of the same type
   * - `members`: members of objects that the other one does not have
   */
  readonly kind: "type" | "missing" | "values" | "members";
  /** What the one says, that has more. */
  readonly more: string;
  /** What the other one says. */
  readonly less: string;
}

export function at(path: string, found: readonly Excess[]): readonly Excess[] {
  return found.map((excess) => ({ ...excess, path: path + excess.path }));
}

/** The step of a path to a member of an object. */
export function memberStep(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
