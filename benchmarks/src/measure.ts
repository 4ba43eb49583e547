/** How long something took, in milliseconds, over several runs. */
export interface Measurement {
  readonly what: string;
  readonly runs: readonly number[];
}

/** Runs something once and says how long it took, in milliseconds. */
export async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** Measures something several times; `prepare` runs before each and does not count. */
export async function measure(
  what: string,
  times: number,
  run: (round: number) => Promise<unknown>,
  prepare: (round: number) => Promise<unknown> = () => Promise.resolve(),
): Promise<Measurement> {
  const runs: number[] = [];
  for (let round = 0; round < times; round += 1) {
    await prepare(round);
    runs.push(await timed(() => run(round)));
  }
  return { what, runs };
}

/** The middle one, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(
    Math.ceil(middle) - 1,
    Math.floor(middle) + 1,
  );
  return (low + high) / 2;
}
