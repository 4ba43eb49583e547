import { readFile } from "node:fs/promises";
import type { Client } from "pg";
import type { SoakFunctions } from "./functions.js";

/** Resident memory of the session's process, in kilobytes, after so many calls; null where it cannot be read. */
export interface Sample {
  readonly calls: number;
  readonly kilobytes: number | null;
}

/** What a soak needs: the session that is watched, and one that changes things beside it. */
export interface SoakSessions {
  readonly session: Client;
  readonly other: Client;
}

/** Calls of one round that run in one statement, each with its own savepoint. */
const callsPerRound = 1000;

/**
 * Calls functions in one session, over and over: with errors, time limits, cancels, redefinitions by another session,
 * other roles, DDL and `discard all` between them.
 *
 * @returns memory after a tenth of the calls, and after all of them
 * @throws when the session ends, or a function answers wrongly
 */
export async function soak(
  sessions: SoakSessions,
  functions: SoakFunctions,
  calls: number,
): Promise<readonly Sample[]> {
  const { session, other } = sessions;
  const { schema } = functions;
  for (const definition of functions.definitions) await other.query(definition);
  await other.query(functions.redefine(0));
  const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
  const pid = rows[0]?.pid ?? 0;
  const samples: Sample[] = [];
  const rounds = Math.ceil(calls / callsPerRound);
  for (let round = 1; round <= rounds; round += 1) {
    await session.query(mixedCalls(schema));
    await asRole(session, schema, round % 2 === 0 ? "soak_a" : "soak_b");
    if (round % 5 === 0) await redefined(sessions, functions, round);
    if (round % 10 === 0) await timedOut(session, schema);
    if (round % 20 === 0) await cancelled(sessions, schema, pid);
    if (round % 10 === 3) await session.query(`alter table ${schema}.item add extra int`);
    if (round % 10 === 8) await session.query(`alter table ${schema}.item drop extra`);
    if (round % 25 === 0) await session.query("discard all");
    if (round === Math.ceil(rounds / 10) || round === rounds) {
      samples.push({ calls: round * callsPerRound, kilobytes: await residentKilobytes(pid) });
    }
  }
  return samples;
}

function mixedCalls(schema: string): string {
  return `do $$
    declare answer jsonb;
    begin
      for i in 1..${String(callsPerRound / 10)} loop
        perform ${schema}.noop('{"a": [1, 2, {"b": "c"}]}') from generate_series(1, 4);
        perform ${schema}.read(jsonb_build_object('id', i)) from generate_series(1, 2);
        perform ${schema}.write(jsonb_build_object('id', i));
        answer := (select ${schema}.catching('{}') from (values (1)) v);
        if answer #>> '{}' is distinct from 'caught' then raise exception 'answered %', answer; end if;
        begin
          perform ${schema}.fail('{}');
          raise exception 'did not fail';
        exception when raise_exception or internal_error then
          if sqlerrm = 'did not fail' then raise; end if;
        end;
        perform ${schema}.changing('{}');
      end loop;
    end $$`;
}

async function asRole(session: Client, schema: string, role: string): Promise<void> {
  await session.query(
    `begin; set local role ${role}; select ${schema}.read('{"id": 5}'); select ${schema}.write('{"id": 5}'); commit`,
  );
}

/** A function changes in another session, and answers anew in this one. */
async function redefined(
  { session, other }: SoakSessions,
  { schema, redefine, seesChanges }: SoakFunctions,
  answer: number,
): Promise<void> {
  await other.query(redefine(answer));
  const { rows } = await session.query<{ answer: number }>(
    `select ${schema}.changing('{}') as answer`,
  );
  if (seesChanges && rows[0]?.answer !== answer) {
    throw new Error(`a function did not change: ${String(answer)}`);
  }
}

async function timedOut(session: Client, schema: string): Promise<void> {
  // The failure undoes the setting too; a statement that takes it back could itself be timed out.
  await failing(session.query(`set statement_timeout = 5; select ${schema}.sleep('{}')`));
}

async function cancelled({ session, other }: SoakSessions, schema: string, pid: number) {
  const call = failing(session.query(`select ${schema}.sleep('{}')`)).then(() => true);
  for (;;) {
    const cancel = other.query("select pg_cancel_backend($1), pg_sleep(0.002)", [pid]);
    if (await Promise.race([call, cancel.then(() => false)])) {
      await cancel;
      return;
    }
  }
}

async function failing(run: Promise<unknown>): Promise<void> {
  const isFailed = await run.then(
    () => false,
    () => true,
  );
  if (!isFailed) throw new Error("a statement that should have been stopped succeeded");
}

async function residentKilobytes(pid: number): Promise<number | null> {
  try {
    const status = await readFile(`/proc/${String(pid)}/status`, "utf8");
    return Number(/^Name:\s+postgres[^]*^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? Number.NaN) || null;
  } catch {
    return null;
  }
}
