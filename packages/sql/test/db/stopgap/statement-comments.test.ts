import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { App, failure, stopgapDatabase } from "../database.js";
import { bundle, type Module } from "./bundle.js";
import { Session } from "./session.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

/** Statements that handlers have prepared in a session, as PostgreSQL shows them; pg_stat_statements has the same text. */
async function prepared(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ statement: string }>(
    "select statement from pg_prepared_statements where name like 'stopgap%' order by prepare_time, name",
  );
  return rows.map(({ statement }) => statement);
}

/** What the comment at the end of a statement says. */
async function told(client: Client): Promise<Readonly<Record<string, string>>[]> {
  return (await prepared(client)).map((statement) => {
    const [, comment = ""] = /\/\*([^*]*)\*\//.exec(statement) ?? [];
    const members = comment.split(",").map((member) => member.split("="));
    return Object.fromEntries(
      members.map(([name = "", value = ""]) => [name, decodeURIComponent(value.slice(1, -1))]),
    );
  });
}

const counting = (table: string): Module => ({
  source: `import { query, mutation } from "@stopgap/runtime";
    export const count = query(async (_args, ctx) =>
      (await ctx.db.query("select count(*)::int as n from ${table}"))[0]?.n ?? null);
    export const explain = mutation(async (_args, ctx) => (await ctx.db.query("show work_mem")).length);
    export const fail = mutation(async (_args, ctx) => ctx.db.query("select 1/0"));`,
  functions: { count: {}, explain: { kind: "mutation" }, fail: { kind: "mutation" } },
});

const deploy = (session: Session, modules: Readonly<Record<string, Module>>): Promise<number> =>
  session
    .value<{ deployment_id: number }>("select stopgap.deploy_bundle('prod', $1)", [
      JSON.stringify(bundle(modules)),
    ])
    .then(({ deployment_id: id }) => id);

describe("a statement of a handler", () => {
  it("carries the function's path and the deployment that brought it", async () => {
    const session = new Session(database.client);
    const first = await deploy(session, { "admin/items": counting("pg_class") });
    const own = new Session(await database.connect());
    expect(await own.call("api.admin.items.count")).toBeGreaterThan(0);
    const path = "api.admin.items.count";
    expect(await told(own.client)).toEqual([{ deployment: String(first), path }]);

    // The same function in a later deployment: the number stays, in sessions old and new, and nothing is prepared again.
    const other = counting("pg_proc");
    await deploy(session, { "admin/items": counting("pg_class"), other });
    await own.call(path);
    expect(await told(own.client)).toEqual([{ deployment: String(first), path }]);
    const later = new Session(await database.connect());
    await later.call(path);
    expect(await told(later.client)).toEqual([{ deployment: String(first), path }]);

    const changed = await deploy(session, { "admin/items": counting("pg_type"), other });
    await own.call(path);
    expect((await told(own.client)).map(({ deployment }) => deployment)).toEqual([
      String(first),
      String(changed),
    ]);
    await session.rollback("prod");
    await own.call(path);
    expect(await prepared(own.client)).toHaveLength(2);
  });

  it("shows in what auto_explain logs, where the server has it", async ({ skip }) => {
    const session = new Session(database.client);
    const deployment = await deploy(session, { logged: counting("pg_class") });
    const client = await database.connect();
    const isThere = await client.query("load 'auto_explain'").then(
      () => true,
      () => false,
    );
    if (!isThere) skip("the server lacks auto_explain");
    const logged: string[] = [];
    client.on("notice", ({ message = "" }) => logged.push(message));
    await client.query(
      "set auto_explain.log_min_duration = 0; set auto_explain.log_nested_statements = on; set client_min_messages = log",
    );
    await client.query("select live_deployment.logged__count('{}')");
    const comment = `/*deployment='${String(deployment)}',path='api.logged.count'*/`;
    expect(logged.filter((text) => text.includes(comment))).not.toEqual([]);
  });

  it("carries the name of a function that is not deployed, whatever it is", async () => {
    const { client } = database;
    const names = ["*/ select 1; --", "x' || '", 'q"uote', "$$\\\n", "ä".repeat(31)];
    for (const name of names) {
      const own = await database.connect();
      const quoted = `app."${name.replaceAll('"', '""')}"`;
      await client.query(
        `create function ${quoted}(args jsonb) returns jsonb language plts as $ts$
           export default async (ctx) => (await ctx.db.query("select 'x' as x -- line"))[0]?.x ?? null;$ts$`,
      );
      const { rows } = await own.query<{ x: string }>(`select ${quoted}('{}') as x`);
      expect(rows).toEqual([{ x: "x" }]);
      expect(await told(own)).toEqual([{ path: `app.${name}` }]);
    }
  });

  it("carries it without standard_conforming_strings, and when it cannot be prepared", async () => {
    const client = await database.connect();
    await client.query("set standard_conforming_strings = off");
    const app = new App(client);
    await new App(database.client).define(
      "direct",
      `export default async (ctx) => {
         await ctx.db.exec("set a.b = 'c'");
         return [(await ctx.db.query("show a.b"))[0], (await ctx.db.query("select '\\\\\\\\' as s"))[0]];
       };`,
    );
    expect(await app.call("direct")).toEqual([{ "a.b": "c" }, { s: "\\" }]);
  });

  it("counts as it was written for plts.max_sql_bytes", async () => {
    const client = await database.connect();
    const app = new App(database.client);
    await app.define("short", `export default (ctx) => ctx.db.query("select 1 as n");`);
    await client.query("set plts.max_sql_bytes = 12");
    expect((await failure(new App(client).call("short"))).code).toBe("54000");
    await client.query("set plts.max_sql_bytes = 13");
    expect(await new App(client).call("short")).toEqual([{ n: 1 }]);
  });
});

describe("an error", () => {
  it("has the live name in its context and the path and the deployment in its detail, as the log has", async () => {
    const session = new Session(database.client);
    await deploy(session, { "admin/items": counting("pg_class") });
    const own = new Session(await database.connect());
    const error = await own.value("select live_deployment.admin__items__fail('{}')").then(
      () => expect.unreachable(),
      (thrown: unknown) => thrown as { readonly where: string; readonly detail: string },
    );
    expect(error.where).toContain("live_deployment.admin__items__fail(jsonb)");
    expect(JSON.parse(error.detail)).toMatchObject({
      function: { path: "api.admin.items.fail", deploymentId: expect.any(Number) as number },
    });
  });
});
