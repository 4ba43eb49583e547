interface Visit {
  readonly key: string;
  readonly index: number;
  lowest: number;
  readonly rest: Iterator<string>;
}

/**
 * Parts modules into groups that import each other in a cycle; most are of one module. What is imported comes before what
 * imports it, and in a group the module that is reached first comes first.
 *
 * @param keys in the order in which they are to be visited
 * @param importsOf what a module imports
 */
export function importCycles(
  keys: Iterable<string>,
  importsOf: (key: string) => readonly string[],
): readonly (readonly string[])[] {
  const groups: (readonly string[])[] = [];
  const indexes = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const begin = (key: string): Visit => {
    const index = indexes.size;
    indexes.set(key, index);
    open.push(key);
    isOpen.add(key);
    return { key, index, lowest: index, rest: importsOf(key).values() };
  };
  for (const first of keys) {
    if (indexes.has(first)) continue;
    const way = [begin(first)];
    for (let visit = way.at(-1); visit; visit = way.at(-1)) {
      const next = visit.rest.next();
      if (!next.done) {
        const index = indexes.get(next.value);
        if (index === undefined) way.push(begin(next.value));
        else if (isOpen.has(next.value)) visit.lowest = Math.min(visit.lowest, index);
        continue;
      }
      way.pop();
      const outer = way.at(-1);
      if (outer) outer.lowest = Math.min(outer.lowest, visit.lowest);
      if (visit.lowest < visit.index) continue;
      // All that was begun since then leads back to it.
      const group = open.splice(open.indexOf(visit.key));
      for (const key of group) isOpen.delete(key);
      groups.push(group);
    }
  }
  return groups;
}
