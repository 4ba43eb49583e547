import type { Time } from "./time-case.js";

/** What a call may cost. */
export interface Bar {
  readonly what: string;
  readonly measured: number;
  readonly most: number;
  readonly unit: "x" | "us" | "ms";
}

/** All that the bars are held against. */
export interface Measured {
  readonly engine: string;
  /** What one call of a function of a case takes. */
  readonly time: (what: string, name: string) => Time;
  /** What the first call in a session takes, in milliseconds. */
  readonly first: (name: string) => number;
  /** What creating a function takes, in milliseconds. */
  readonly create: number;
}

/** Every bar with its figure. */
export function bars({ engine, time, first, create }: Measured): Bar[] {
  const on = (plv8: number, pljs: number): number => (engine === "plv8" ? plv8 : pljs);
  const ratio = (what: string, name: string): number => time(what, name).ofFirst;
  const ofUnkept = ratio("one indexed select", "one");
  const reads =
    time("ten indexed selects", "ten").us - time("ten indexed selects", "ten_writing").us;
  const args = "arguments of 5 fields checked";
  const figures: readonly (readonly [string, number, number, Bar["unit"]])[] = [
    ["no-op, of the engine's own", ratio("no-op", "noop"), on(1.7, 3), "x"],
    [
      "one select, of one with a kept plan",
      ofUnkept / ratio("a plan that is kept", "engine_one_kept"),
      on(2.5, 5),
      "x",
    ],
    ["one select, of one without", ofUnkept, on(1, 1.5), "x"],
    [
      "1,000 rows, of the engine's own",
      ratio("1,000 rows of 3 columns", "thousand"),
      on(1, 2.5),
      "x",
    ],
    ["read-only, a statement more", reads / 10, 2.5, "us"],
    [
      "arguments of 5 fields checked",
      time(args, "checked").us - time(args, "noop").us,
      on(6, 20),
      "us",
    ],
    [
      "first call in a session, 13 KB, more",
      first("bundle") - first("engine_noop"),
      on(5, 8),
      "ms",
    ],
    ["interrupt checks, work on data", ratio("interrupt checks, work on data", "work"), 1.1, "x"],
    [
      "interrupt checks, nothing but calls",
      ratio("interrupt checks, nothing but calls", "calls"),
      1.15,
      "x",
    ],
    ["create a function, warm", create, on(30, 100), "ms"],
  ];
  return figures.map(([what, measured, most, unit]) => ({ what, measured, most, unit }));
}
