/** A node of PostgreSQL's syntax tree by the name of its kind. */
export type Visit = (kind: string, node: Readonly<Record<string, unknown>>) => void;

/** Visits everything in a tree that has a kind of its own: objects below a key that begins with a capital. */
export function visitNodes(tree: unknown, visit: Visit): void {
  const rest: unknown[] = [tree];
  for (let node = rest.pop(); node !== undefined; node = rest.pop()) {
    if (typeof node !== "object" || node === null) continue;
    for (const [key, value] of Object.entries(node as Readonly<Record<string, unknown>>)) {
      if (typeof value !== "object" || value === null) continue;
      if (/^[A-Z]/.test(key)) visit(key, value as Readonly<Record<string, unknown>>);
      rest.push(value);
    }
  }
}
