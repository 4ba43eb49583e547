import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { dependencyOrder, preferredOrder } from "../../src/order/dependency-order.js";

type Needs = readonly (readonly number[])[];

/** Things that may need any others; cycles come often where there are many needs. */
const anyNeeds = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.array(fc.array(fc.nat({ max: count - 1 }), { maxLength: 3 }), {
    minLength: count,
    maxLength: count,
  }),
);

/** All that something needs, directly or not. */
function reachable(needs: Needs, from: number): ReadonlySet<number> {
  const found = new Set<number>();
  const waiting = [...(needs[from] ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    waiting.push(...(needs[next] ?? []));
  }
  return found;
}

const withoutSelf = (needs: Needs): Needs =>
  needs.map((all, index) => all.filter((need) => need !== index));

const isCyclic = (needs: Needs): boolean =>
  needs.some((_, index) => reachable(withoutSelf(needs), index).has(index));

describe("an order by dependencies", () => {
  it("has each thing once, behind what it needs, and is there unless there is a cycle (GW-07)", () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const ordered = dependencyOrder(needs);
        expect(ordered.ok).toBe(!isCyclic(needs));
        if (!ordered.ok) return;
        expect([...ordered.order].sort((a, b) => a - b)).toEqual([...needs.keys()]);
        const place = new Map(ordered.order.map((index, at) => [index, at]));
        withoutSelf(needs).forEach((all, index) => {
          for (const need of all) expect(place.get(need)).toBeLessThan(place.get(index) ?? -1);
        });
      }),
    );
  });

  it("takes of those that can come next the first, so it is the same on every machine (GW-07)", () => {
    fc.assert(
      fc.property(anyNeeds, (needs) => {
        const ordered = dependencyOrder(needs);
        if (!ordered.ok) return;
        const done = new Set<number>();
        for (const index of ordered.order) {
          const first = withoutSelf(needs).findIndex(
            (all, each) => !done.has(each) && all.every((need) => done.has(need)),
          );
          expect(index).toBe(first);
          done.add(index);
        }
      }),
    );
  });

  it("names of each cycle exactly those that wait for each other (GW-07)", () => {
    fc.assert(
      fc.property(anyNeeds, (given) => {
        const needs = withoutSelf(given);
        const ordered = dependencyOrder(given);
        if (ordered.ok) return;
        const cyclic = needs.flatMap((_, index) =>
          reachable(needs, index).has(index) ? index : [],
        );
        expect([...ordered.cycles.flat()].sort((a, b) => a - b)).toEqual(cyclic);
        for (const members of ordered.cycles) {
          for (const member of members) {
            const others = reachable(needs, member);
            expect(members.every((each) => others.has(each))).toBe(true);
          }
        }
      }),
    );
  });

  it("takes as many as there are, without recursion", () => {
    const count = 20_000;
    const chain = Array.from({ length: count }, (_, index) =>
      index + 1 < count ? [index + 1] : [],
    );
    expect(dependencyOrder(chain)).toMatchObject({ ok: true });
    const ring = [...chain.slice(0, -1), [0]];
    const ordered = dependencyOrder(ring);
    expect(ordered.ok ? [] : ordered.cycles.map(({ length }) => length)).toEqual([count]);
  });
});

describe("an order by dependencies and wishes", () => {
  it("keeps to the dependencies, and to all wishes where nothing is in the way", () => {
    fc.assert(
      fc.property(anyNeeds, anyNeeds, (needs, wanted) => {
        const wishes = needs.map((_, index) =>
          (wanted[index] ?? []).filter((wish) => wish < needs.length),
        );
        const ordered = preferredOrder(needs, wishes);
        expect(ordered.ok).toBe(!isCyclic(needs));
        if (!ordered.ok) return;
        const all = withoutSelf(needs.map((each, index) => [...each, ...(wishes[index] ?? [])]));
        const place = new Map(ordered.order.map((index, at) => [index, at]));
        all.forEach((each, index) => {
          const kept = each.filter(
            (other) => needs[index]?.includes(other) === true || !reachable(all, other).has(index),
          );
          for (const other of kept) expect(place.get(other)).toBeLessThan(place.get(index) ?? -1);
        });
      }),
    );
  });
});
