import { describe, expect, it } from "vitest";
import type { SqlOutcome, SqlRunner } from "../../src/engine/engine.js";
import { bucketCount, bucketOf, FunctionCounts } from "../../src/metrics/function-counts.js";
import { FunctionMetrics } from "../../src/metrics/function-metrics.js";
import { MetricsKeeper } from "../../src/metrics/metrics-keeper.js";

const shown = (counts: FunctionCounts): unknown => JSON.parse(JSON.stringify(counts));
const buckets = (filled: Readonly<Record<number, number>>): number[] =>
  Array.from({ length: bucketCount }, (_, index) => filled[index] ?? 0);

describe("a latency histogram", () => {
  it("has buckets up to 1, 2, 4 ... 131,072 ms, and one for all beyond", () => {
    const bounds = [0, 1, 2, 3, 4, 7, 8, 65_535, 65_536, 131_071, 131_072, 1e9];
    expect(bounds.map(bucketOf)).toEqual([0, 1, 2, 2, 3, 3, 4, 16, 17, 17, 18, 18]);
    // The clock tells whole milliseconds: a call of 3 took less than 4.
    for (const elapsed of bounds.slice(0, -2)) {
      expect(elapsed + 1).toBeLessThanOrEqual(2 ** bucketOf(elapsed));
    }
  });
});

describe("the counters of a function", () => {
  it("count calls, times and classes of errors", () => {
    const counts = new FunctionCounts("42", "sha256:x");
    counts.count(0, undefined);
    counts.count(5, "timeout");
    counts.count(2, "unknown");
    counts.count(-3, undefined);
    expect(shown(counts)).toEqual({
      function: "42",
      artifact_hash: "sha256:x",
      calls: 4,
      total_ms: 7,
      max_ms: 5,
      error_classes: [1, 0, 0, 0, 0, 1],
      latency_buckets: buckets({ 0: 2, 2: 1, 3: 1 }),
    });
  });

  it("are kept apart for a thousand functions, and together beyond", () => {
    const metrics = new FunctionMetrics();
    for (let n = 0; n < 1500; n += 1) metrics.of(String(n), "a").count(0, undefined);
    metrics.of("0", "a").count(0, undefined);
    metrics.of("0", "b").count(0, undefined);
    expect(metrics.all).toHaveLength(1001);
    expect(metrics.of("0", "a").calls).toBe(2);
    expect(metrics.all.at(-1)?.calls).toBe(501);
  });
});

/** A database that answers, and what it was told: number, previous number, and calls by function. */
function database(answers: readonly (string | SqlOutcome)[]): {
  readonly told: (readonly [number, number, Readonly<Record<string, number>>])[];
  readonly runner: SqlRunner;
} {
  const told: (readonly [number, number, Readonly<Record<string, number>>])[] = [];
  const fetch = (sql: string): SqlOutcome => {
    const [, number, previous, json = ""] =
      /^select plts\.keep_metrics\('\w+', (\d+), (\d+), \d+, '(.*)'\) as j$/.exec(sql) ?? [];
    const rows = JSON.parse(json) as { readonly function: string; readonly calls: number }[];
    const calls = Object.fromEntries(rows.map((row) => [row.function, row.calls]));
    told.push([Number(number), Number(previous), calls]);
    const answer = answers[told.length - 1] ?? "kept";
    return typeof answer === "string" ? { ok: true, text: answer } : answer;
  };
  return { told, runner: { fetch, fetchReadOnly: fetch, execute: fetch } };
}

describe("telling the database", () => {
  const now = Date.now();
  const call = (metrics: FunctionMetrics, name: string): void => {
    metrics.of(name, "").count(0, undefined);
  };

  it("is due every 10 s, the first time after 10 s, also when the clock was set back", () => {
    const keeper = new MetricsKeeper(database([]).runner, new FunctionMetrics());
    expect(keeper.isDue(Date.now())).toBe(false);
    expect(keeper.isDue(Date.now() + 10_001)).toBe(true);
    keeper.tell(now + 20_000);
    expect(keeper.isDue(now + 29_999)).toBe(false);
    expect(keeper.isDue(now + 30_000)).toBe(true);
    expect(keeper.isDue(now - 60_000)).toBe(true);
  });

  it("tells numbers from the beginning, of what has changed", () => {
    const metrics = new FunctionMetrics();
    const { told, runner } = database([]);
    const keeper = new MetricsKeeper(runner, metrics);
    keeper.tell(now);
    call(metrics, "1");
    call(metrics, "2");
    keeper.tell(now);
    call(metrics, "2");
    keeper.tell(now);
    keeper.tell(now);
    expect(told).toEqual([
      [1, 0, { 1: 1, 2: 1 }],
      [2, 1, { 2: 2 }],
    ]);
  });

  it("tells all again when what it told last was undone", () => {
    const metrics = new FunctionMetrics();
    const { told, runner } = database(["kept", "lost", "kept"]);
    const keeper = new MetricsKeeper(runner, metrics);
    call(metrics, "1");
    keeper.tell(now);
    call(metrics, "2");
    keeper.tell(now);
    call(metrics, "2");
    keeper.tell(now);
    expect(told).toEqual([
      [1, 0, { 1: 1 }],
      [2, 1, { 2: 1 }],
      [2, 0, { 1: 1, 2: 1 }],
      [3, 2, { 2: 2 }],
    ]);
  });

  it("tells later what was refused or failed", () => {
    const metrics = new FunctionMetrics();
    const failure = { code: "55P03", message: "lock" };
    const { told, runner } = database(["skipped", { ok: false, failure }, "kept"]);
    const keeper = new MetricsKeeper(runner, metrics);
    call(metrics, "1");
    for (let round = 0; round < 4; round += 1) keeper.tell(now);
    expect(told).toEqual([
      [1, 0, { 1: 1 }],
      [1, 0, { 1: 1 }],
      [1, 0, { 1: 1 }],
    ]);
  });
});
