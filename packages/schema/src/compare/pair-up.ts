/** Something with a name that PostgreSQL may have chosen, and a meaning. */
interface Named {
  readonly name: string;
}

/** How two lists belong together. */
export interface Pairs<Item> {
  /** Same meaning. The names may differ. */
  readonly same: readonly (readonly [Item, Item])[];
  /** Same name, another meaning. */
  readonly changed: readonly (readonly [Item, Item])[];
  readonly removed: readonly Item[];
  readonly added: readonly Item[];
}

/** Pairs what means the same, first by name, then without; then what only has the same name. */
export function pairUp<Item extends Named>(
  before: readonly Item[],
  after: readonly Item[],
  meaning: (item: Item) => string,
): Pairs<Item> {
  const removed = new Set(before);
  const added = new Set(after);
  const take = (matches: (old: Item, item: Item) => boolean) => {
    const pairs: (readonly [Item, Item])[] = [];
    for (const item of added) {
      const old = [...removed].find((each) => matches(each, item));
      if (!old) continue;
      removed.delete(old);
      added.delete(item);
      pairs.push([old, item]);
    }
    return pairs;
  };
  const means = (old: Item, item: Item) => meaning(old) === meaning(item);
  const same = [...take((old, item) => old.name === item.name && means(old, item)), ...take(means)];
  const changed = take((old, item) => old.name === item.name);
  return { same, changed, removed: [...removed], added: [...added] };
}
