import { describe, expect, it } from "vitest";
import { CallMetrics } from "../../src/metrics/call-metrics.js";
import { FunctionCounts } from "../../src/metrics/function-counts.js";

const counts = new FunctionCounts("1", "");
const none = { timeout: 0, memory: 0, cancel: 0, js_exception: 0, sql: 0, unknown: 0 };

/** Calls, errors and the classes that are not zero. */
function shown(metrics: CallMetrics): object {
  const { calls, errors, error_classes: classes } = metrics.counts;
  const found = Object.entries(classes).filter(([, count]) => count > 0);
  return { calls, errors, ...Object.fromEntries(found) };
}

describe("the counters of calls", () => {
  it("begin with nothing", () => {
    expect(new CallMetrics().counts).toEqual({
      calls: 0,
      errors: 0,
      latency_ms: { total: 0, last: 0, max: 0 },
      error_classes: none,
    });
  });

  it("count a success as a call, and a failure as a call, an error and one class", () => {
    const metrics = new CallMetrics();
    metrics.end(0, counts);
    expect(shown(metrics)).toEqual({ calls: 1, errors: 0 });
    metrics.fail("unknown");
    metrics.fail("sql");
    metrics.end(0, counts);
    expect(shown(metrics)).toEqual({ calls: 2, errors: 1, sql: 1 });
    metrics.end(0, counts);
    expect(shown(metrics)).toEqual({ calls: 3, errors: 1, sql: 1 });
  });

  it("add up times, and never go back", () => {
    const metrics = new CallMetrics();
    metrics.end(5_000, counts);
    metrics.end(3_000, counts);
    metrics.end(-60_000, counts);
    const { latency_ms: latency } = metrics.counts;
    expect(latency.max).toBe(5_000);
    expect(latency.total).toBe(8_000);
  });
});
