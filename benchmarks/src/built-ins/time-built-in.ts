import type { Client } from "pg";
import { timed } from "../measure.js";
import { costOf, serverClock } from "../server-clock.js";

const runs = 5;

/**
 * The milliseconds of processor time that a case takes in a function of the engine's own, without making its input: of the
 * fastest of five runs each.
 */
export async function timeBare(session: Client, number: number): Promise<number> {
  const clock = await serverClock(session);
  const fastest = async (name: "input" | "bare"): Promise<number> => {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const call = `select built_ins.${name}_${String(number)}()`;
      times.push((await costOf(clock, () => session.query(call))) / 1000);
    }
    return Math.min(...times);
  };
  const input = await fastest("input");
  return Math.max(0, (await fastest("bare")) - input);
}

/**
 * Whether a `statement_timeout` that passes in the middle of a case stops it in a handler: whether the code after the call
 * does not run any more. "unknown" where the timeout never passed within the call, as with calls that are too short.
 */
export async function isStopped(
  session: Client,
  number: number,
): Promise<"yes" | "no" | "unknown"> {
  await callHandler(session, number, "run");
  let call = 0;
  const total = await timed(async () => {
    call = Number(await callHandler(session, number, "run"));
  });
  const timeout = Math.max(1, Math.round(total - call / 2));
  for (let run = 0; run < runs; run += 1) {
    await session.query(`set statement_timeout = ${String(timeout)}`);
    const hasTimedOut = await callHandler(session, number, "run").then(() => false, isTimeout);
    await session.query("set statement_timeout = 0");
    const stage = await callHandler(session, number, "stage");
    if (hasTimedOut && stage === "within") return "yes";
    if (hasTimedOut && stage === "after") return "no";
  }
  return "unknown";
}

async function callHandler(session: Client, number: number, args: string): Promise<unknown> {
  const { rows } = await session.query<{ answer: unknown }>(
    `select built_ins.handler_${String(number)}($1) as answer`,
    [JSON.stringify(args)],
  );
  return rows[0]?.answer;
}

function isTimeout(error: unknown): true {
  if (error instanceof Error && "code" in error && error.code === "57014") return true;
  throw error;
}
