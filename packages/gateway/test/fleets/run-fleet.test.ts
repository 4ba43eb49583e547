import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, it } from "vitest";

import { type FleetOptions, runFleet } from "../../src/fleets/run-fleet.js";

const members = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** Runs a fleet whose members in `broken` fail, and tells in which order they began and how many were under way at a time. */
async function run(broken: readonly string[], options: Partial<FleetOptions<string, string>> = {}) {
  const begun: string[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const outcomes = await runFleet(
    members,
    async (member) => {
      begun.push(member);
      if (broken.includes(member)) throw new Error(`${member} is broken`);
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await sleep(1);
      underWay -= 1;
      return member.toUpperCase();
    },
    { parallelism: 3, canaries: 1, maxFailures: 1, ...options },
  );
  const of = (status: string): readonly string[] =>
    outcomes.filter((one) => one.status === status).map(({ member }) => member);
  return { outcomes, begun, mostUnderWay, of };
}

describe("a fleet", () => {
  it("does all members, at most so many at a time, and answers in their order", async () => {
    const { outcomes, mostUnderWay } = await run([]);
    expect(outcomes).toEqual(
      members.map((member) => ({ member, status: "done", result: member.toUpperCase() })),
    );
    expect(mostUnderWay).toBe(3);
  });

  it("begins no other member where a canary fails, whatever else may fail", async () => {
    const { begun, of } = await run(["b"], { canaries: 2, maxFailures: 100 });
    expect(begun).toEqual(["a", "b"]);
    expect(of("failed")).toEqual(["b"]);
    expect(of("skipped")).toEqual(["c", "d", "e", "f", "g", "h"]);
  });

  it("does canaries one by one, however many may be under way afterwards (GW-14)", async () => {
    const { begun, mostUnderWay } = await run([], { canaries: members.length, parallelism: 3 });
    expect(begun).toEqual(members);
    expect(mostUnderWay).toBe(1);
  });

  it("stops at so many failures, and lets those under way come to their end", async () => {
    const { of } = await run(["d", "e"], { maxFailures: 2 });
    expect(of("failed")).toEqual(["d", "e"]);
    expect(of("done")).toEqual(["a", "b", "c"]);
    expect(of("skipped")).toEqual(["f", "g", "h"]);
  });

  it("goes on after fewer failures", async () => {
    const { of } = await run(["b", "f"], { maxFailures: 3 });
    expect(of("failed")).toEqual(["b", "f"]);
    expect(of("skipped")).toEqual([]);
  });

  it("begins no other member once it is stopped", async () => {
    const stop = new AbortController();
    const { begun, of } = await run([], {
      parallelism: 1,
      signal: stop.signal,
      onOutcome: ({ member }) => {
        if (member === "c") stop.abort();
      },
    });
    expect(begun).toEqual(["a", "b", "c"]);
    expect(of("skipped")).toEqual(["d", "e", "f", "g", "h"]);
  });

  it("is nothing without members", async () => {
    expect(
      await runFleet([], () => Promise.resolve(), { parallelism: 2, canaries: 1, maxFailures: 1 }),
    ).toEqual([]);
  });
});
