import type { Client } from "pg";
import { median } from "../measure.js";
import { costOf, serverClock } from "../server-clock.js";

/** Functions that do the same work; the first one is what the others are compared with. */
export interface Case {
  readonly what: string;
  readonly functions: readonly string[];
  readonly args: object;
  /** How often each is called in a row. */
  readonly calls: number;
}

/** What one call of a function takes, in microseconds, and how many times the first of its case that is. */
export interface Time {
  readonly us: number;
  readonly ofFirst: number;
}

/**
 * Medians of rounds in which all functions of a case take turns, so that a slow moment meets all of them.
 *
 * @param rounds how many are measured, after two that are not
 */
export async function timeCase(
  client: Client,
  { functions, args, calls }: Case,
  rounds: number,
): Promise<ReadonlyMap<string, Time>> {
  const clock = await serverClock(client);
  const runs = functions.map((): number[] => []);
  for (let round = -2; round < rounds; round += 1) {
    for (const [index, name] of functions.entries()) {
      const cost = await costOf(clock, () => client.query(manyCalls(name, args, calls)));
      if (round >= 0) runs[index]?.push(cost / calls);
    }
  }
  const [first = []] = runs;
  return new Map(
    functions.map((name, index) => {
      const times = runs[index] ?? [];
      const ratios = times.map((time, round) => time / (first[round] ?? Number.NaN));
      return [name, { us: median(times), ofFirst: median(ratios) }];
    }),
  );
}

function manyCalls(name: string, args: object, calls: number): string {
  return `do $$
    declare
      args jsonb := '${JSON.stringify(args)}';
      answer jsonb;
    begin
      for n in 1..${String(calls)} loop
        answer := baseline.${name}(args);
      end loop;
    end $$`;
}
