import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;

let schema: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  schema = await session.schema();
  await session.client.query(`create table ${schema}.log (x int unique)`);
  const runtime = 'import { query, mutation, v } from "@stopgap/runtime";';
  await session.define(schema, "echo", "export default (ctx) => ctx.args;");
  await session.define(
    schema,
    "by_id",
    `${runtime} export default query(v.object({ id: v.int() }), async (args) => args.id);`,
  );
  await session.define(
    schema,
    "writes",
    `${runtime} export default query(async (_args, ctx) => {
       await ctx.db.query("insert into ${schema}.log values (1)"); return 1;
     });`,
  );
  await session.define(
    schema,
    "execs",
    `${runtime} export default query(async (_args, ctx) => {
       await ctx.db.exec("insert into ${schema}.log values (1)"); return 1;
     });`,
  );
  await session.define(
    schema,
    "throws",
    'export default () => { throw new Error("inner text"); };',
  );
  await session.define(
    schema,
    "conflicts",
    `${runtime} export default mutation(async (_args, ctx) => {
       await ctx.db.exec("insert into ${schema}.log values (1), (1)"); return 1;
     });`,
  );
  await session.define(
    schema,
    "path",
    `${runtime} export default query(async (_args, ctx) => {
       const [row] = await ctx.db.query("select current_setting('search_path') as path"); return row?.path ?? null;
     });`,
  );
  await session.define(schema, "who", "export default (ctx) => ctx.fn;");
  await session.deploy("prod", schema);
});
afterAll(() => database.drop());

const refusal = (path: string, args: unknown = {}, env: string | null = null) =>
  failure(session.call(path, args, env));

describe("call_fn", () => {
  it.each([
    "",
    "api",
    "api.x",
    "hello",
    "apix.a.b",
    "api..b",
    "api.a.b-c",
    "api.a.b ",
    "API.a.b",
    "api.a.b.",
    "api.ä.b",
    "api.a.b\n",
  ])("SG-C01 refuses the path '%s'", async (path) => {
    expect(await refusal(path)).toMatchObject({
      code: "22023",
      message: `stopgap.call_fn invalid path '${path}'; expected format api.<module_path>.<export_name>`,
    });
  });

  it.each(["api.a.b", "api.a.b_c.d1", "api.1.2"])("SG-C01 takes the path '%s'", async (path) => {
    expect((await refusal(path)).message).toMatch(/^stopgap.call_fn unknown path/);
  });

  it("SG-C01 reads paths the same without standard_conforming_strings", async () => {
    await session.with({ standard_conforming_strings: "off" }, async () => {
      expect(await session.call("api.legacy.echo", { a: 1 })).toEqual({ a: 1 });
    });
    const run = session.with({ standard_conforming_strings: "off" }, () =>
      session.call("apixlegacyxecho"),
    );
    expect((await failure(run)).message).toContain("invalid path");
  });

  it("SG-C02 tells a missing environment, no active deployment, and an unknown path apart", async () => {
    await session.value(`select stopgap.record_failure('young', null, '{"message": "x"}')`);
    const active = await session.value(
      "select active_deployment_id from stopgap.environment where env = 'prod'",
    );
    expect((await refusal("api.a.b", {}, "nowhere")).message).toBe(
      "stopgap.call_fn missing deployment environment 'nowhere'; run stopgap.deploy first",
    );
    expect((await refusal("api.a.b", {}, "young")).message).toBe(
      "stopgap.call_fn environment 'young' has no active deployment; run stopgap.deploy first",
    );
    expect(await refusal("api.a.b")).toMatchObject({
      code: "42883",
      message: `stopgap.call_fn unknown path 'api.a.b' for env 'prod' deployment ${String(active)}`,
    });
  });

  it("SG-C03 passes arguments and answers as they are, null too, with every digit", async () => {
    const exact = '{"n": 12345678901234567890.5, "f": 0.30000000000000004}';
    for (const args of ['{"a": [1, null, "x"]}', "[]", "0", '""', exact.replace(".5", "")]) {
      const same = await session.value(
        "select stopgap.call_fn('api.legacy.echo', $1::jsonb) = $1::jsonb",
        [args],
      );
      expect(same).toBe(true);
    }
    expect(await session.value("select stopgap.call_fn('api.legacy.echo', 'null') is null")).toBe(
      true,
    );
    expect(await session.value("select stopgap.call_fn('api.legacy.echo', null) is null")).toBe(
      true,
    );
    expect(await session.value("select stopgap.call_fn('api.legacy.echo')")).toEqual({});
  });

  it("SG-C04 SG-C09 tells invalid arguments with the path in them, the SQLSTATE and the detail", async () => {
    const { code, message, detail } = await refusal("api.legacy.by_id", { id: "1" });
    expect(code).toBe("P0001");
    expect(message).toBe(
      "stopgap.call_fn invalid args for 'api.legacy.by_id': " +
        "stopgap args validation failed at $.id: expected int, received string",
    );
    expect(JSON.parse(detail)).toMatchObject({
      issues: [{ path: "$.id" }],
      function: { path: "api.legacy.by_id", kind: "query", env: "prod" },
    });
  });

  it.each(["writes", "execs"])("SG-C04 SG-C09 tells a write in a query: %s", async (name) => {
    const { code, message } = await refusal(`api.legacy.${name}`);
    expect(code).toBe("25006");
    expect(message).toMatch(
      new RegExp(`^stopgap.call_fn wrong wrapper mode for 'api.legacy.${name}': .`),
    );
  });

  it("SG-C04 SG-C09 tells any other failure, with its text, SQLSTATE and detail", async () => {
    const { code, message, detail } = await refusal("api.legacy.throws");
    expect(code).toBe("P0001");
    expect(message).toBe("stopgap.call_fn execution failed for 'api.legacy.throws': inner text");
    expect(JSON.parse(detail)).toMatchObject({ stage: "handler" });
    expect(await refusal("api.legacy.conflicts")).toMatchObject({ code: "23505" });
  });

  it("does not blame the wrapper when the transaction itself is read-only", async () => {
    const run = session.with({ transaction_read_only: "on" }, () =>
      session.call("api.legacy.conflicts"),
    );
    expect(await failure(run)).toMatchObject({
      code: "25006",
      message: expect.stringMatching(/^stopgap.call_fn execution failed/) as string,
    });
  });

  it("SG-C05 uses stopgap.default_env, prod where it is not set, and env before both", async () => {
    const other = await session.schema();
    await session.returning(other, "echo", 42);
    await session.deploy("stage", other);
    expect(await session.call("api.legacy.echo", { a: 1 })).toEqual({ a: 1 });
    await session.with({ "stopgap.default_env": "stage" }, async () => {
      expect(await session.call("api.legacy.echo")).toBe(42);
      expect(await session.call("api.legacy.echo", { a: 1 }, "prod")).toEqual({ a: 1 });
    });
    // The setting is now '' in this session, not unset.
    expect(await session.value("select current_setting('stopgap.default_env')")).toBe("");
    expect(await session.call("api.legacy.echo", { a: 1 })).toEqual({ a: 1 });
  });

  it("SG-C06 reaches functions of the SQL flow as api.legacy.<name>", async () => {
    expect(await session.call("api.legacy.who")).toMatchObject({
      schema: await session.liveSchema("prod"),
      name: "who",
      path: "api.legacy.who",
      kind: "mutation",
      env: "prod",
    });
  });

  it("SG-C07 finds functions without a path by name, and refuses to pick one of several", async () => {
    const other = await session.schema();
    await session.returning(other, "old", 7);
    const id = await session.deploy("legacy", other);
    await session.client.query(
      "update stopgap.fn_version set function_path = null where deployment_id = $1",
      [id],
    );
    expect(await session.call("api.any.old", {}, "legacy")).toBe(7);
    const columns = [
      "deployment_id, live_fn_schema, function_path, module_path, export_name, kind",
      "artifact_hash, import_map, attributes, roles, fn_name",
    ].join();
    await session.client.query(
      `insert into stopgap.fn_version (${columns}, fn_schema, live_fn_name)
       select ${columns}, 'other', 'old2' from stopgap.fn_version where deployment_id = $1`,
      [id],
    );
    expect((await refusal("api.any.old", {}, "legacy")).message).toBe(
      `stopgap.call_fn ambiguous legacy route metadata for deployment ${id} export 'old'`,
    );
  });

  it("SG-C08 runs with the search_path of the caller, as a direct call does", async () => {
    await session.with({ search_path: `${schema}, public` }, async () => {
      const direct = await session.value(`select ${await session.liveSchema("prod")}.path('{}')`);
      expect(await session.call("api.legacy.path")).toBe(direct);
      expect(direct).toBe(`${schema}, public`);
    });
  });

  it("works in a read-only transaction, as do status and deployments", async () => {
    await session.with({ transaction_read_only: "on" }, async () => {
      expect(await session.call("api.legacy.by_id", { id: 3 })).toBe(3);
      expect(await session.value("select stopgap.status('prod') ->> 'env'")).toBe("prod");
      expect(await session.value("select jsonb_array_length(stopgap.deployments('prod'))")).toBe(1);
    });
  });

  it("leaves the session usable after a failure", async () => {
    await refusal("api.legacy.throws");
    expect(await session.call("api.legacy.by_id", { id: 3 })).toBe(3);
  });
});

describe("a handler", () => {
  it("is told what it is deployed as, and a source function is not", async () => {
    const source = await session.value(`select ${schema}.who('{}')`);
    expect(source).toMatchObject({ schema, name: "who" });
    expect(source).not.toHaveProperty("deploymentId");
    const active = Number(
      await session.value(
        "select active_deployment_id from stopgap.environment where env = 'prod'",
      ),
    );
    expect(await session.call("api.legacy.who")).toMatchObject({ deploymentId: active });
  });
});
