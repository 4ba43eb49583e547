/** After how many members an interrupt may be looked for. */
const membersPerCheck = 4096;

/** Beyond so many members `JSON.stringify`, which cannot be stopped, takes too long. */
const mostMembers = 2_000_000;

/**
 * Whether a value consists of nothing but what JSON has, so that `JSON.stringify` writes it exactly and runs no code of
 * its own. With a stack of its own: the engines' stacks are too small for deep values.
 *
 * @param deepest how many levels a value may have
 * @throws what a property throws that cannot be read
 */
export function isPlain(root: unknown, deepest: number, checkInterrupts: () => unknown): boolean {
  if (!isContainer(root)) return isPlainScalar(root);
  const containers: object[] = [root];
  const depths: number[] = [1];
  let seen = 0;
  for (;;) {
    const container = containers.pop();
    const depth = depths.pop();
    if (container === undefined || depth === undefined) return true;
    const members = plainMembers(container);
    if (members === undefined || depth > deepest) return false;
    for (let index = 0; index < members.length; index += 1) {
      const member = members[index];
      if (isContainer(member)) {
        containers.push(member);
        depths.push(depth + 1);
      } else if (!isPlainScalar(member)) {
        return false;
      }
      seen += 1;
      if (seen % membersPerCheck === 0) checkInterrupts();
    }
    seen += 1;
    if (seen > mostMembers) return false;
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function isPlainScalar(value: unknown): boolean {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value);
    case "string":
    case "boolean":
    case "undefined":
      return true;
    default:
      return value === null;
  }
}

/** The members of a plain object or array; undefined for any other. */
function plainMembers(value: object): readonly unknown[] | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Array.prototype) {
    return Array.isArray(value) && value.length <= mostMembers ? value : undefined;
  }
  if (prototype !== Object.prototype || "toJSON" in value) return undefined;
  return Object.values(value) as readonly unknown[];
}
