import { randomBytes } from "node:crypto";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { bundle, returning } from "../stopgap/bundle.js";
import { Session } from "../stopgap/session.js";
import { setTemporaryTraps, setTraps } from "./led-astray.js";

let database: TestDatabase;
let session: Session;
let role: string;
let source: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  source = await session.schema();
  await session.returning(source, "f", 1);
  await session.define(
    source,
    "reads",
    `import { query, v } from "@stopgap/runtime";
     export default query(v.object({}), async (_args, ctx) => (await ctx.db.query("values (7)")).length);`,
  );
  await session.deploy("prod", source);
  await session.returning(source, "f", 2);
  await session.deploy("prod", source);
  role = `test_${randomBytes(4).toString("hex")}`;
  await session.client.query(
    `create role ${role} login; grant stopgap_deployer, stopgap_author, app_user to ${role};
     grant usage, create on schema ${source} to ${role}`,
  );
  await setTraps(session.client);
});
afterAll(async () => {
  await session.client.query(`drop owned by ${role}; drop role ${role}`);
  await database.drop();
});

interface Definer {
  readonly signature: string;
  readonly name: string;
  readonly settings: readonly string[] | null;
}

const definers = (): Promise<Definer[]> =>
  session.rows(
    `select p.oid::regprocedure::text as signature, format('%s.%s', n.nspname, p.proname) as name, p.proconfig as settings
     from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
     where p.prosecdef and (n.nspname in ('plts', 'stopgap') or n.nspname like 'stopgap%') order by 1`,
  ) as unknown as Promise<Definer[]>;

/** Calls that reach every definer function which a member of all roles can call, with arguments that make sense. */
const calls: readonly string[] = [
  `select stopgap.deploy('prod', '$source', 'again')`,
  `select stopgap.try_deploy('prod', '$source', 'again')`,
  `select stopgap.deploy_bundle('project', '$bundle')`,
  `select stopgap.plan('prod', '$source', true), stopgap.plan_bundle('project', '$bundle', true)`,
  `select stopgap.diff_bundle('project', '$bundle')`,
  `select stopgap.diff('prod', '$source')`,
  `select stopgap.promote('prod', 'beside')`,
  `select stopgap.rollback('prod')`,
  `select stopgap.prune('prod')`,
  `select stopgap.record_failure('prod', null, '{"message": "x"}')`,
  `select stopgap.call_fn('api.legacy.f')`,
  `select stopgap.call_fn('api.legacy.reads')`,
  `select stopgap.call_fn('api.legacy.f', deployment_id => 1)`,
  `select live_deployment.f('{}')`,
  `select live_deployment.reads('{}')`,
  `select stopgap.status('prod'), stopgap.deployments('prod'), stopgap.describe_deployment(1), stopgap.verify('prod'), stopgap.version()`,
  `select stopgap.missing_artifacts(array['sha256:00'])`,
  `select stopgap.repair('prod')`,
  `select stopgap.collect_garbage(20, false)`,
  `select stopgap.pin(1, null)`,
  `select stopgap.metrics(), plts.metrics(), plts.engine(), plts.version()`,
  `select * from stopgap.function_metrics`,
  `select * from stopgap.environment_overview`,
  `select stopgap.complete_versions()`,
  `select plts.compile_ts('export default () => 1'), plts.compile_ts_checked('export default () => 1')`,
  `select plts.typecheck_ts('export default () => 1'), plts.source('$source.f(jsonb)')`,
  `select plts.get_artifact(plts.compile_and_store('export default () => 3'))`,
  `select plts.upsert_artifact('export default () => 4', 'code')`,
  `select plts.set_import('trapped', plts.compile_and_store('export const one = 1;')), plts.remove_import('trapped')`,
  `select plts.check_artifact(plts.compile_and_store('export default () => 6', '{}', false), '{"schema": "s", "name": "f"}', '{}')`,
  `select plts.keep_metrics('1', 1, 0, 1, '[]')`,
  `select plts.load_source_map('sha256:00')`,
  `select stopgap.describe_function('live_deployment.f(jsonb)'::regprocedure, '{"pin": ""}')`,
  `select stopgap.replaced_route('42883', 'api.legacy.f', 2)`,
  `create function $source.made(args pg_catalog.jsonb) returns pg_catalog.jsonb language plts as $ts$export default () => 5;$ts$`,
];

describe("a function with the rights of its owner", () => {
  it("finds things in pg_catalog and, last of all, among temporary ones", async () => {
    const found = await definers();
    expect(found.length).toBeGreaterThan(20);
    expect(
      found.filter(({ settings }) => !settings?.includes("search_path=pg_catalog, pg_temp")),
    ).toEqual([]);
  });

  it("runs nothing of its caller's, whatever that has called like what it uses", async () => {
    const project = bundle({ values: returning({ get: 1 }) });
    const astray: string[] = [];
    const failed: string[] = [];
    await session.client.query("set track_functions = 'all'");
    await session.client.query(`set session authorization ${role}`);
    await setTemporaryTraps(session.client);
    await session.client.query("set search_path = evil, pg_temp, pg_catalog, public");
    // The traps are set: whoever does not look elsewhere first walks into them.
    for (const careless of ["select format('x')", "select 1 = 1", "select * from environment"])
      expect(await failure(session.client.query(careless))).toMatchObject({
        message: expect.stringMatching(/^led astray by /) as string,
      });
    for (const call of calls) {
      const statement = call
        .replaceAll("$source", source)
        .replace("$bundle", JSON.stringify(project).replaceAll("'", "''"));
      await session.client.query("begin");
      const error = await session.client.query(statement).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      await session.client.query("rollback");
      if (error?.message.includes("led astray")) astray.push(`${call}: ${error.message}`);
      else if (error) failed.push(`${call}: ${error.message}`);
    }
    await session.client.query("reset search_path; reset session authorization");
    expect(astray).toEqual([]);
    expect(failed).toEqual([]);

    await session.client.query("select pg_stat_force_next_flush()");
    const reached = await session.rows(
      "select format('%s.%s', schemaname, funcname) as name from pg_stat_user_functions where calls > 0",
    );
    const names = new Set(reached.map(({ name }) => name));
    expect((await definers()).filter(({ name }) => !names.has(name))).toEqual([]);
  });
});
