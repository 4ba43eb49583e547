import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Client, Mutation, Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure } from "./failure.js";

interface Functions {
  readonly echo: Query<unknown, unknown>;
  readonly by_id: Query<{ id: number | bigint; at?: Date }, { id: number | bigint }>;
  readonly nothing: Query<void, null>;
  readonly writes: Query<void, unknown>;
  readonly throws: Mutation<void, unknown>;
  readonly conflicts: Mutation<void, unknown>;
  readonly spins: Query<void, unknown>;
  readonly forbidden: Query<void, unknown>;
  readonly gone: Query<void, unknown>;
}

const api = legacyApi<Functions>({
  echo: kinds.query,
  by_id: kinds.query,
  nothing: kinds.query,
  writes: kinds.query,
  throws: kinds.mutation,
  conflicts: kinds.mutation,
  spins: kinds.query,
  forbidden: kinds.query,
  gone: kinds.query,
});

let deployed: Deployed;
let client: Client<{ readonly legacy: Functions }>;
let deploymentId: number;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.database.client.query("create table app.log (x int unique)");
  await deployed.define("echo", "export default (ctx) => ctx.args;");
  await deployed.define(
    "by_id",
    "export default query(v.object({ id: v.int64(), at: v.optional(v.string()) }), ({ id }) => ({ id }));",
  );
  await deployed.define("nothing", "export default query(() => undefined);");
  await deployed.define(
    "writes",
    'export default query((_args, ctx) => ctx.db.query("insert into app.log values (1)"));',
  );
  await deployed.define(
    "throws",
    `

function inner(): never {
  throw new Error("out of stock");
}
export default mutation(() => inner());`,
  );
  await deployed.define(
    "conflicts",
    'export default mutation((_args, ctx) => ctx.db.exec("insert into app.log values (1), (1)"));',
  );
  await deployed.define("spins", "export default query(() => { while (true) {} });");
  await deployed.define("forbidden", 'export default query({ roles: ["pg_monitor"] }, () => 1);');
  deploymentId = await deployed.deploy();
  client = createClient(api, { pool: deployed.pool() });
});
afterAll(() => deployed.drop());

describe("a call", () => {
  it("SG-C03 SG-X13 passes arguments and results with every digit", async () => {
    const values = [
      { id: 9223372036854775807n, f: 0.1 + 0.2, deep: [9007199254740991, [-9007199254740993n]] },
      [null, true, "#n1", "😀"],
      "text",
      null,
      0,
    ];
    for (const value of values) expect(await client.api.legacy.echo(value)).toEqual(value);
    const { id } = await client.api.legacy.by_id({ id: 9007199254740993n });
    expect(id).toBe(9007199254740993n);
  });

  it("without arguments passes an empty object, and no result is null", async () => {
    expect(await client.api.legacy.echo()).toEqual({});
    expect(await client.api.legacy.nothing()).toBeNull();
  });

  it("sends dates and bytes as text, and leaves out what is undefined", async () => {
    const at = new Date("2024-02-29T12:00:00.123Z");
    expect(await client.api.legacy.echo({ at, bytes: Buffer.from("a"), none: undefined })).toEqual({
      at: "2024-02-29T12:00:00.123Z",
      bytes: "\\x61",
    });
    expect(await client.api.legacy.by_id({ id: 1, at })).toEqual({ id: 1 });
  });

  it("refuses what JSON cannot hold before anything is sent", async () => {
    const closed = new pg.Pool({ port: 1 });
    const unconnected = createClient(api, { pool: closed });
    const error = await callFailure(unconnected.api.legacy.echo({ a: [Number.NaN] }));
    expect(error).toMatchObject({
      code: "invalid_args",
      path: "api.legacy.echo",
      message:
        "the arguments of api.legacy.echo cannot be sent: $.a[0] is NaN, which has no JSON form",
      issues: [{ path: "$.a[0]", message: "must not be NaN, which has no JSON form" }],
      sqlstate: undefined,
    });
    await closed.end();
  });

  it("is one statement, which each connection parses once", async () => {
    const pool = deployed.pool({ max: 1 });
    const single = createClient(api, { pool });
    await single.api.legacy.echo(1);
    await single.api.legacy.echo(2);
    const { rows } = await pool.query(
      "select name from pg_prepared_statements where name like 'stopgap_%'",
    );
    expect(rows).toEqual([{ name: "stopgap_call" }]);
  });

  it("prepares nothing when told so", async () => {
    const pool = deployed.pool({ max: 1 });
    const plain = createClient(api, { pool, prepare: false });
    expect(await plain.api.legacy.echo({ a: 1 })).toEqual({ a: 1 });
    const { rows } = await pool.query("select name from pg_prepared_statements where name <> ''");
    expect(rows.filter(({ name }: { name: string }) => name.startsWith("stopgap_call"))).toEqual(
      [],
    );
  });

  it("runs on a connection that is borrowed, in the caller's transaction", async () => {
    const connection = await deployed.database.connect();
    const borrowed = createClient(api, { client: connection });
    await connection.query("begin");
    await connection.query("set local stopgap.default_env = 'nowhere'");
    expect(await callFailure(borrowed.api.legacy.echo(1))).toMatchObject({ code: "not_found" });
    await connection.query("rollback");
    expect(await Promise.all([1, 2, 3].map((n) => borrowed.api.legacy.echo(n)))).toEqual([1, 2, 3]);
  });

  it("goes to the environment that is named", async () => {
    await deployed.deploy("other");
    expect(await client.with({ env: "other" }).api.legacy.echo(1)).toBe(1);
    expect(await callFailure(client.with({ env: "missing" }).api.legacy.echo(1))).toMatchObject({
      code: "not_found",
      message: "stopgap.call_fn missing deployment environment 'missing'; run stopgap.deploy first",
    });
  });
});

describe("the error of a call", () => {
  it("SG-C04 names every argument that the schema refused", async () => {
    const untyped = client.api.legacy.by_id as unknown as Query<object, unknown>;
    const error = await callFailure(untyped({ id: "secret", at: 1 }));
    expect(error).toMatchObject({
      name: "CallError",
      code: "invalid_args",
      path: "api.legacy.by_id",
      sqlstate: "P0001",
      deploymentId,
    });
    expect(error.issues.map(({ path }) => path)).toEqual(["$.id", "$.at"]);
    expect(error.reason).toMatch(/^stopgap args validation failed at \$\.id: expected /);
    expect(`${error.message} ${error.detail ?? ""}`).not.toContain("secret");
  });

  it("SG-C04 SG-C09 has what the function threw, and where, in lines of its TypeScript", async () => {
    const error = await callFailure(client.api.legacy.throws());
    expect(error).toMatchObject({
      code: "execution_failed",
      reason: "out of stock",
      message: "stopgap.call_fn execution failed for 'api.legacy.throws': out of stock",
      sqlstate: "P0001",
      issues: [],
      deploymentId,
    });
    expect(error.handlerStack).toMatch(/^at inner \(.*throws\.ts:4:\d+\)/);
    expect(error.cause).toBeInstanceOf(Error);
  });

  it("SG-C09 keeps the SQLSTATE of a statement", async () => {
    expect(await callFailure(client.api.legacy.conflicts())).toMatchObject({
      code: "execution_failed",
      sqlstate: "23505",
    });
  });

  it("SG-C04 tells a query that writes", async () => {
    expect(await callFailure(client.api.legacy.writes())).toMatchObject({
      code: "wrong_mode",
      sqlstate: "25006",
    });
  });

  it("SG-C02 tells a function that is not deployed, with what to do", async () => {
    expect(await callFailure(client.api.legacy.gone())).toMatchObject({
      code: "not_found",
      sqlstate: "42883",
      message: `stopgap.call_fn unknown path 'api.legacy.gone' for env 'prod' deployment ${deploymentId}`,
      hint: expect.stringContaining("checkContract()") as string,
    });
  });

  it("tells a function that the role may not call", async () => {
    const connection = await deployed.database.connect();
    await connection.query("set role app_user");
    expect(
      await callFailure(createClient(api, { client: connection }).api.legacy.forbidden()),
    ).toMatchObject({
      code: "forbidden",
      sqlstate: "42501",
    });
  });

  it("tells a timeout in the database", async () => {
    const pool = deployed.pool({ statement_timeout: 200 });
    expect(await callFailure(createClient(api, { pool }).api.legacy.spins())).toMatchObject({
      code: "timeout",
      sqlstate: "57014",
    });
  });

  it("tells a database without Stopgap", async () => {
    const pool = deployed.pool({
      database: "postgres",
      connectionString: deployed.database.url.replace(/\/[^/]*$/, "/postgres"),
    });
    expect(await callFailure(createClient(api, { pool }).api.legacy.echo(1))).toMatchObject({
      code: "not_installed",
      hint: expect.stringContaining("stopgap init") as string,
    });
  });

  it("is a value where the call is made by try", async () => {
    expect(await client.api.legacy.echo.try(1)).toEqual({ ok: true, value: 1 });
    const outcome = await client.api.legacy.throws.try();
    if (outcome.ok) throw new Error("it succeeded");
    expect(outcome.error).toMatchObject({ code: "execution_failed", reason: "out of stock" });
  });
});
