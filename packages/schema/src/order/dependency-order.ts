/** An order in which each comes after what it needs, or those that wait for each other. */
export type DependencyOrder =
  | { readonly ok: true; readonly order: readonly number[] }
  | { readonly ok: false; readonly cycles: readonly (readonly number[])[] };

/**
 * Orders things by what they need. Of those that can come next the first in the given order does, so that nothing moves
 * without a reason.
 *
 * @param needs - For each thing, the places of those that it needs. Itself does not count.
 */
export function dependencyOrder(needs: readonly (readonly number[])[]): DependencyOrder {
  const missing = needs.map((all, index) => new Set(all.filter((need) => need !== index)));
  const neededBy: number[][] = needs.map(() => []);
  missing.forEach((all, index) => {
    for (const need of all) neededBy[need]?.push(index);
  });
  const ready = new Heap();
  missing.forEach(({ size }, index) => {
    if (size === 0) ready.add(index);
  });
  const order: number[] = [];
  for (let next = ready.take(); next !== undefined; next = ready.take()) {
    order.push(next);
    for (const waiting of neededBy[next] ?? []) {
      const left = missing[waiting];
      left?.delete(next);
      if (left?.size === 0) ready.add(waiting);
    }
  }
  if (order.length === needs.length) return { ok: true, order };
  return { ok: false, cycles: components(needs).filter((members) => members.length > 1) };
}

/**
 * Orders things by what they need and, where that leaves a choice, by what they would rather come after. Wishes that
 * wait for each other are dropped, and only those.
 *
 * @param wishes - As `needs`, but not needed.
 */
export function preferredOrder(
  needs: readonly (readonly number[])[],
  wishes: readonly (readonly number[])[],
): DependencyOrder {
  const all = needs.map((each, index) => [...each, ...(wishes[index] ?? [])]);
  const component = new Map<number, number>();
  components(all).forEach((members, index) => {
    for (const member of members) component.set(member, index);
  });
  const kept = needs.map((each, index) => [
    ...each,
    ...(wishes[index] ?? []).filter((wish) => component.get(wish) !== component.get(index)),
  ]);
  return dependencyOrder(kept);
}

/** Tarjan's strongly connected components, without recursion; the members in the given order. */
function components(needs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const number = new Map<number, number>();
  const lowest = new Map<number, number>();
  const open: number[] = [];
  const isOpen = new Set<number>();
  const lower = (node: number, to: number | undefined): void => {
    lowest.set(node, Math.min(lowest.get(node) ?? Infinity, to ?? Infinity));
  };
  for (const start of needs.keys()) {
    if (number.has(start)) continue;
    const path: { readonly node: number; next: number }[] = [{ node: start, next: 0 }];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const { node } = frame;
      if (frame.next === 0 && !number.has(node)) {
        lower(node, number.size);
        number.set(node, number.size);
        open.push(node);
        isOpen.add(node);
      }
      const need = needs[node]?.[frame.next];
      frame.next += 1;
      if (need === undefined) {
        path.pop();
        const parent = path.at(-1);
        if (parent !== undefined) lower(parent.node, lowest.get(node));
        if (lowest.get(node) === number.get(node)) {
          const members = open.splice(open.lastIndexOf(node));
          for (const member of members) isOpen.delete(member);
          found.push(members.sort((a, b) => a - b));
        }
      } else if (!number.has(need)) {
        path.push({ node: need, next: 0 });
      } else if (isOpen.has(need)) {
        lower(node, number.get(need));
      }
    }
  }
  return found;
}

/** The least first. */
class Heap {
  readonly #values: number[] = [];

  add(value: number): void {
    const values = this.#values;
    let at = values.length;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = values[parent] ?? value;
      if (above <= value) break;
      values[at] = above;
      at = parent;
    }
    values[at] = value;
  }

  take(): number | undefined {
    const values = this.#values;
    const first = values[0];
    const last = values.pop();
    if (values.length === 0 || last === undefined) return first;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const child = (values[right] ?? Infinity) < (values[left] ?? Infinity) ? right : left;
      const below = values[child];
      if (below === undefined || below >= last) break;
      values[at] = below;
      at = child;
    }
    values[at] = last;
    return first;
  }
}
