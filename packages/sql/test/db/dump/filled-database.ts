import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";

import { Session } from "../stopgap/session.js";
import { bundle, returning } from "../stopgap/bundle.js";

/** A database with one of everything that a dump must carry over. */
export interface Filled {
  readonly database: TestDatabase;
  readonly session: Session;
  /** The deployments of `prod`, the last one active. */
  readonly first: number;
  readonly second: number;
}

/**
 * Fills a database: source functions of some shapes, deployments of a schema and of a project, a function of each version that is
 * not live, what depends on functions, a failed deployment.
 */
export async function fill(database: TestDatabase): Promise<Filled> {
  const session = new Session(database.client);
  await session.client.query(`
    create schema app;
    create table app.item (id int generated always as identity primary key, name text not null);
    insert into app.item (name) values ('one'), ('two'), ('it''s \\ "three" $$');
    create type app.pair as (a int, b numeric);
  `);
  await session.define(
    "app",
    "items",
    `import { query, v } from "@stopgap/runtime";
     export default query(v.object({ min: v.int() }), async (args, ctx) => {
       const rows = await ctx.db.query("select id, name from app.item where id >= $1 order by id", [args.min]);
       return rows.map((row) => row.name);
     });`,
  );
  await session.define(
    "app",
    "add",
    `import { mutation, v } from "@stopgap/runtime";
     export default mutation(v.object({ name: v.string() }), async (args, ctx) =>
       (await ctx.db.exec("insert into app.item (name) values ($1)", [args.name]), "added"));`,
    "set work_mem = '5MB'",
  );
  await session.returning("app", "version", 1, "stable");
  await session.client.query(`
    create function app.pair(n int) returns app.pair language plts as
      'export default ({ n }: { n: number }) => ({ a: n, b: "0.10" })';
    create function app.upper() returns trigger language plts as
      'export default (ctx) => ({ ...ctx.trigger.new, name: String(ctx.trigger.new?.name).toUpperCase() })';
    create trigger upper before update on app.item for each row execute function app.upper();
  `);
  const first = await session.deploy("prod", "app", "first");
  await session.returning("app", "version", 2, "stable");
  await session.drop("app", "add");
  await session.client.query("set stopgap.prune = on");
  const second = await session.deploy("prod", "app", "second");
  await session.client.query("reset stopgap.prune");
  await session.client.query(
    "create view app.shown as select live_deployment.version('{}') as version",
  );
  await session.value("select stopgap.deploy_bundle('project', $1)", [
    JSON.stringify(bundle({ "a/m": returning({ f: 41, g: 0 }) })),
  ]);
  await session.value("select stopgap.deploy_bundle('project', $1)", [
    JSON.stringify(bundle({ "a/m": returning({ f: 42 }) })),
  ]);
  await session.value("select stopgap.try_deploy('never', 'no_such_schema')");
  return { database, session, first, second };
}

/** The rows of every table of the two schemas that has any, by name. */
export async function rowCounts(session: Session): Promise<Readonly<Record<string, number>>> {
  const tables = await session.rows(
    `select c.oid::regclass::text as name from pg_class c
     where c.relnamespace in ('plts'::regnamespace, 'stopgap'::regnamespace) and c.relkind = 'r' and c.relpersistence = 'p'
     order by 1`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables)
    counts[String(name)] = await session.value(`select count(*)::int from ${String(name)}`);
  return counts;
}

/** Deployed and written functions with all that is said of them. */
export async function functions(session: Session): Promise<readonly Record<string, unknown>[]> {
  return session.rows(
    `select n.nspname, pg_get_functiondef(p.oid) as definition, p.proowner::regrole::text as owner,
       array(select a::text from unnest(p.proacl) a order by 1) as acl
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname in ('app', 'live_deployment', 'live_project', 'stopgap_version')
     order by n.nspname, p.proname`,
  );
}

/** An empty database. */
export async function emptyDatabase(serverUrl?: string): Promise<TestDatabase> {
  return createTestDatabase(serverUrl === undefined ? {} : { serverUrl });
}
