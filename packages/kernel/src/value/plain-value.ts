/** After how many members an interrupt may be looked for. */
const membersPerCheck = 4096;

/** Beyond so many members `JSON.stringify`, which cannot be stopped, takes too long. */
const mostMembers = 2_000_000;

const { getPrototypeOf } = Object;
const arrayPrototype = Array.prototype;
const objectPrototype = Object.prototype;

/**
 * Whether a value consists of nothing but what JSON has, so that `JSON.stringify` writes it exactly and runs no code of
 * its own. With a stack of its own: the engines' stacks are too small for deep values.
 *
 * @param deepest how many levels a value may have
 * @throws what a property throws that cannot be read
 */
export function isPlain(root: unknown, deepest: number, checkInterrupts: () => unknown): boolean {
  if (typeof root !== "object" || root === null) return isPlainScalar(root);
  // What is still to be looked at, and how deep it is. One function, for calls are what takes long in one of the engines.
  let values: object[] | undefined;
  let depths: number[] | undefined;
  let value = root as Readonly<Record<string, unknown>>;
  let depth = 1;
  let seen = 0;
  for (let count = 0; ;) {
    if (depth > deepest) return false;
    const prototype: unknown = getPrototypeOf(value);
    if (prototype === arrayPrototype) {
      if (!Array.isArray(value) || value.length > mostMembers) return false;
      const elements: readonly unknown[] = value;
      for (let index = 0; index < elements.length; index += 1) {
        const element = elements[index];
        if (typeof element === "object" && element !== null) {
          (values ??= [])[count] = element;
          (depths ??= [])[count] = depth + 1;
          count += 1;
        } else if (!isPlainScalar(element)) {
          return false;
        }
        if ((seen += 1) % membersPerCheck === 0) checkInterrupts();
      }
    } else {
      if (prototype !== objectPrototype || "toJSON" in value) return false;
      for (const key in value) {
        const member = value[key];
        if ((seen += 1) % membersPerCheck === 0) checkInterrupts();
        if (typeof member === "string") continue;
        if (typeof member === "object" && member !== null) {
          (values ??= [])[count] = member;
          (depths ??= [])[count] = depth + 1;
          count += 1;
        } else if (!isPlainScalar(member)) {
          return false;
        }
      }
    }
    if ((seen += 1) > mostMembers) return false;
    if (values === undefined || depths === undefined || count === 0) return true;
    count -= 1;
    value = values[count] as Readonly<Record<string, unknown>>;
    depth = depths[count] ?? 0;
  }
}

function isPlainScalar(value: unknown): boolean {
  // Of all numbers, only those without a JSON form differ from themselves by something else than 0.
  if (typeof value === "number") return value - value === 0;
  return (
    value === null || value === undefined || typeof value === "string" || typeof value === "boolean"
  );
}
