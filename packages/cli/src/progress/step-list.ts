import { formatDuration } from "../output/duration.js";
import type { Style } from "../output/style.js";
import type { ProgressEvent } from "./progress-event.js";

/** A step as far as it has come. */
export interface ShownStep {
  readonly step: string;
  readonly state: "running" | "done" | "failed";
  readonly done: number;
  /** Null where it is not known how much there is. */
  readonly total: number | null;
  /** When it started, or how long it took, in milliseconds. */
  readonly startedAt: number;
  readonly durationMs: number;
}

/**
 * The steps after an event.
 *
 * @param now - On a clock that only goes forward, in milliseconds.
 */
export function afterEvent(
  steps: readonly ShownStep[],
  event: ProgressEvent,
  now: number,
): readonly ShownStep[] {
  switch (event.type) {
    case "step-started": {
      const { step, total } = event;
      return [...steps, { step, state: "running", done: 0, total, startedAt: now, durationMs: 0 }];
    }
    case "step-progress":
      return changeLast(steps, event.step, { done: event.done, total: event.total });
    case "step-finished": {
      const { done, total, durationMs } = event;
      return changeLast(steps, event.step, { state: "done", done, total, durationMs });
    }
    case "retry":
      return failed(steps, now);
  }
}

/** The steps where the work has failed: what was running has. */
export function failed(steps: readonly ShownStep[], now: number): readonly ShownStep[] {
  return steps.map((each) =>
    each.state === "running"
      ? { ...each, state: "failed", durationMs: now - each.startedAt }
      : each,
  );
}

/** The steps for people, a line each. */
export function formatSteps(
  steps: readonly ShownStep[],
  now: number,
  style: Style,
): readonly string[] {
  const names = Math.max(...steps.map(({ step }) => step.length));
  const counts = steps.map(formatCount);
  const widest = Math.max(...counts.map(({ length }) => length));
  return steps.map((each, index) => {
    const { step, state } = each;
    const count = (counts[index] ?? "").padStart(widest);
    const time = formatTime(each, now);
    const line = [step.padEnd(names), ...(widest === 0 ? [] : [count]), time].join("  ").trimEnd();
    switch (state) {
      case "running":
        return `${style.cyan(">")} ${line}`;
      case "done":
        return `${style.green("+")} ${style.dim(line)}`;
      case "failed":
        return `${style.red("x")} ${line}`;
    }
  });
}

function formatTime({ step, state, startedAt, durationMs }: ShownStep, now: number): string {
  if (state !== "running") return formatDuration(durationMs);
  // TypeScript leaves no moment to draw in, so the time would stand still.
  return step === "build" ? "" : formatDuration(now - startedAt);
}

function formatCount({ state, done, total }: ShownStep): string {
  if (total !== null && total > 0) return state === "done" ? `${done}` : `${done} of ${total}`;
  return done > 0 ? `${done}` : "";
}

function changeLast(
  steps: readonly ShownStep[],
  step: string,
  change: Partial<ShownStep>,
): readonly ShownStep[] {
  const index = steps.findLastIndex((each) => each.step === step && each.state === "running");
  return steps.map((each, at) => (at === index ? { ...each, ...change } : each));
}
