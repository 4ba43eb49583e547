import { describe, expect, it } from "vitest";

import { plainStyle } from "../../src/output/style.js";
import type { ProgressEvent } from "../../src/progress/progress-event.js";
import { afterEvent, failed, formatSteps, type ShownStep } from "../../src/progress/step-list.js";

/** The steps after events, each with the time at which it comes. */
function after(...events: readonly (readonly [now: number, event: ProgressEvent])[]) {
  return events.reduce<readonly ShownStep[]>(
    (steps, [now, event]) => afterEvent(steps, event, now),
    [],
  );
}

const lock = { type: "step-started", step: "lock", total: null } as const;
const locked: ProgressEvent = {
  type: "step-finished",
  step: "lock",
  done: 0,
  total: null,
  durationMs: 12,
};
const begun = { type: "step-started", step: "materialize", total: 1000 } as const;
const half: ProgressEvent = {
  type: "step-progress",
  step: "materialize",
  done: 500,
  total: 1000,
  elapsedMs: 90,
};

describe("the steps of long work", () => {
  it("are lines with counts and times", () => {
    const steps = after([0, lock], [12, locked], [20, begun], [110, half]);
    expect(formatSteps(steps, 1520, plainStyle)).toEqual([
      "+ lock                      12ms",
      "> materialize  500 of 1000  1.5s",
    ]);
  });

  it("have no room for counts where there are none", () => {
    expect(formatSteps(after([0, lock]), 30, plainStyle)).toEqual(["> lock  30ms"]);
  });

  it("end with the one that has failed", () => {
    const steps = failed(after([0, lock], [12, locked], [20, begun], [110, half]), 120);
    expect(formatSteps(steps, 9999, plainStyle)).toEqual([
      "+ lock                      12ms",
      "x materialize  500 of 1000  100ms",
    ]);
  });

  it("begin anew after an attempt that has failed, which stays", () => {
    const retry = { type: "retry", attempt: 2, reason: "connection_lost", delayMs: 0 } as const;
    const steps = after([0, lock], [40, retry], [50, lock]);
    expect(formatSteps(steps, 60, plainStyle)).toEqual(["x lock  40ms", "> lock  10ms"]);
  });

  it("show no time that would stand still", () => {
    const build = { type: "step-started", step: "build", total: null } as const;
    expect(formatSteps(after([0, build]), 900, plainStyle)).toEqual(["> build"]);
  });
});
