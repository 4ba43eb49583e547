import type { Client } from "pg";
import { median } from "../measure.js";
import { costOf, serverClock } from "../server-clock.js";

const sessions = 15;

/** What the first call of each function takes in a session of its own, in milliseconds: medians, the functions in turn. */
export async function timeFirstCalls(
  functions: readonly string[],
  connect: () => Promise<Client>,
): Promise<ReadonlyMap<string, number>> {
  const runs = new Map(functions.map((name): [string, number[]] => [name, []]));
  for (let session = 0; session < sessions; session += 1) {
    for (const [name, times] of runs) {
      const client = await connect();
      const clock = await serverClock(client);
      const call = `select baseline.${name}('{"id": 5}')`;
      times.push((await costOf(clock, () => client.query(call))) / 1000);
      await client.end();
    }
  }
  return new Map([...runs].map(([name, times]) => [name, median(times)]));
}
