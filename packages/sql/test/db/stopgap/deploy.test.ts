import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { createRole } from "./role.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

describe("deploy", () => {
  it("SG-D01 SG-D02 creates the environment, and moves it from deployment to deployment", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    const first = await session.deploy("moves", schema, "first");
    expect(first).toBeGreaterThan(0);
    const second = await session.deploy("moves", schema, "second");
    expect(second).toBeGreaterThan(first);
    expect(await session.statuses("moves")).toEqual({ [first]: "superseded", [second]: "active" });
    expect(
      await session.rows(
        `select from_deployment_id::int as from, to_deployment_id::int as to
         from stopgap.activation_log where env = 'moves' order by id`,
      ),
    ).toEqual([
      { from: null, to: first },
      { from: first, to: second },
    ]);
  });

  it("SG-D03 takes functions of one jsonb argument that return jsonb, and ignores others", async () => {
    const schema = await session.schema();
    await session.returning(schema, "taken", 1);
    const create = (rest: string) => session.client.query(`create function ${schema}.${rest}`);
    await create("sql_one(args jsonb) returns jsonb language sql as 'select args'");
    await create("no_args() returns jsonb language plts as 'export default () => 1'");
    await create("text_arg(args text) returns jsonb language plts as 'export default () => 1'");
    await create("text_result(args jsonb) returns text language plts as 'export default () => 1'");
    await session.deploy("shapes", schema);
    expect(await session.live("shapes")).toEqual(["taken"]);
  });

  it("SG-D04 refuses overloads, naming schema and function", async () => {
    const schema = await session.schema();
    await session.returning(schema, "twice", 1);
    await session.client.query(
      `create function ${schema}.twice(a text) returns jsonb language plts as 'export default () => 1'`,
    );
    const { code, message } = await failure(session.deploy("overloads", schema));
    expect(code).toBe("42725");
    expect(message).toBe(
      `stopgap deploy forbids overloaded plts functions in schema ${schema}; offending function: twice`,
    );
  });

  it("leaves functions of other shapes in their schema, overloaded or not", async () => {
    const schema = await session.schema();
    await session.returning(schema, "served", 1);
    for (const shape of [
      "function SCHEMA.many(a int) returns setof int",
      "function SCHEMA.many(text) returns table (a int, b text)",
      "function SCHEMA.many(out a jsonb)",
      "function SCHEMA.fired() returns trigger",
      "procedure SCHEMA.done(inout args jsonb)",
      "function SCHEMA.set_of(args jsonb) returns setof jsonb",
      "function SCHEMA.given(args jsonb, out answer jsonb)",
    ]) {
      await session.client.query(
        `create ${shape.replace("SCHEMA", schema)} language plts as 'export default () => null'`,
      );
    }
    await session.deploy("every shape", schema);
    expect(await session.live("every shape")).toEqual(["served"]);
    const { rows } = await session.client.query<{ diff: { summary: unknown } }>(
      "select stopgap.diff('every shape', $1)",
      [schema],
    );
    expect(rows[0]?.diff.summary).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 1 });
  });

  it("allows a function of another language to share a name", async () => {
    const schema = await session.schema();
    await session.returning(schema, "shared", 1);
    await session.client.query(
      `create function ${schema}.shared(a text) returns text language sql as 'select a'`,
    );
    await session.deploy("shared names", schema);
    expect(await session.live("shared names")).toEqual(["shared"]);
  });

  it("SG-D05 refuses a type error that was not checked at creation, and changes nothing", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    const first = await session.deploy("typed", schema);
    await session.client.query("set check_function_bodies = off");
    await session.define(schema, "f", "\nexport default () => (1).toUpperCase();");
    await session.client.query("reset check_function_bodies");
    const { code, message, detail } = await failure(session.deploy("typed", schema));
    expect(code).toBe("42601");
    expect(message).toMatch(/^TypeScript checked compile failed for f: /);
    expect(JSON.parse(detail)).toMatchObject([
      {
        severity: "error",
        line: 2,
        column: 26,
        message: expect.stringContaining("toUpperCase") as string,
      },
    ]);
    expect(await session.statuses("typed")).toEqual({ [first]: "active" });
    expect(await session.call("api.legacy.f", {}, "typed")).toBe(1);
  });

  it("checks what was stored unchecked, and deploys it when it is right", async () => {
    const schema = await session.schema();
    await session.client.query("set check_function_bodies = off");
    await session.define(
      schema,
      "late",
      'import { query } from "@stopgap/runtime"; export default query(() => "late check");',
    );
    await session.client.query("reset check_function_bodies");
    await session.deploy("late", schema);
    expect(await session.call("api.legacy.late", {}, "late")).toBe("late check");
    expect(await session.value("select kind from stopgap.fn_version where fn_name = 'late'")).toBe(
      "query",
    );
  });

  it("SG-D08 records the artifact that the live function runs", async () => {
    const schema = await session.schema();
    await session.returning(schema, "a", 1);
    await session.returning(schema, "b", 2);
    const id = await session.deploy("artifacts", schema);
    const rows = await session.rows(
      `select v.artifact_hash = plts.pointer(p.oid) ->> 'artifact_hash' as live, a.artifact_hash is not null as stored
       from stopgap.fn_version v
       join pg_proc p on p.proname = v.live_fn_name and p.pronamespace = v.live_fn_schema::text::regnamespace
       left join plts.artifact a using (artifact_hash)
       where v.deployment_id = $1`,
      [id],
    );
    expect(rows).toEqual([
      { live: true, stored: true },
      { live: true, stored: true },
    ]);
  });

  it("SG-D09 writes a manifest: functions in order and by path, and what was pruned", async () => {
    const schema = await session.schema();
    await session.returning(schema, "b", 2);
    await session.define(
      schema,
      "a",
      'import { query } from "@stopgap/runtime"; export default query(() => 1);',
    );
    const deployment = await session.deployment(await session.deploy("manifest", schema, "one"));
    const hash = await session.value(
      `select artifact_hash from stopgap.fn_version where fn_name = 'a' and fn_schema = $1`,
      [schema],
    );
    const live = await session.liveSchema("manifest");
    expect(deployment.manifest.functions.map(({ fn_name }) => fn_name)).toEqual(["a", "b"]);
    expect(deployment.manifest.functions[0]).toEqual({
      fn_name: "a",
      function_path: "api.legacy.a",
      module_path: "legacy",
      export_name: "default",
      source_schema: schema,
      live_schema: live,
      kind: "query",
      artifact_hash: hash,
      pointer: {
        plts: 1,
        kind: "artifact_ptr",
        artifact_hash: hash,
        export: "default",
        mode: "stopgap_deployed",
      },
    });
    expect(deployment.manifest.functions_by_path).toEqual({
      "api.legacy.a": deployment.manifest.functions[0],
      "api.legacy.b": deployment.manifest.functions[1],
    });
    expect(deployment.manifest).toMatchObject({
      env: "manifest",
      source_schema: schema,
      live_schema: live,
      label: "one",
      function_count: 2,
      prune: { enabled: false, dropped: [], skipped_with_dependents: [] },
      summary: {
        added: 2,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 0,
      },
    });
    const { functions: _, functions_by_path: __, ...listed } = deployment.manifest;
    expect(await session.deployments("manifest")).toEqual([{ ...deployment, manifest: listed }]);
  });

  it("SG-D14 deploys an empty schema", async () => {
    const id = await session.deploy("empty", await session.schema());
    expect(await session.deployment(id)).toMatchObject({
      id,
      status: "active",
      manifest: { function_count: 0, functions: [], functions_by_path: {} },
    });
  });

  it("SG-D18 takes a deployment without a label", async () => {
    await session.client.query("select stopgap.deploy('unlabelled', $1)", [await session.schema()]);
    const [deployment] = await session.deployments("unlabelled");
    expect(deployment?.label).toBeNull();
  });

  it("does not touch a live function that stays as it is, and replaces a changed one in place", async () => {
    const schema = await session.schema();
    await session.returning(schema, "same", 1);
    await session.returning(schema, "other", 1);
    await session.deploy("kept", schema);
    const live = await session.liveSchema("kept");
    const reader = await createRole(session.client);
    await session.client.query(
      `grant execute on all functions in schema ${live} to ${reader.name}`,
    );
    const catalog = () =>
      session.rows(
        `select proname, oid, xmin::text, has_function_privilege('${reader.name}', oid, 'execute') as granted
         from pg_proc where pronamespace = '${live}'::regnamespace order by proname`,
      );
    const before = await catalog();
    await session.returning(schema, "other", 2);
    await session.deploy("kept", schema);
    const after = await catalog();
    await reader.drop();
    expect(after[1]).toEqual(before[1]);
    expect(after[0]).toMatchObject({ proname: "other", oid: before[0]?.["oid"], granted: true });
    expect(after[0]?.["xmin"]).not.toBe(before[0]?.["xmin"]);
  });

  it("brings back a live function that was changed or dropped behind its back", async () => {
    const schema = await session.schema();
    await session.returning(schema, "changed", 1);
    await session.returning(schema, "dropped", 2);
    await session.returning(schema, "opened", 3);
    await session.deploy("drift", schema);
    const live = await session.liveSchema("drift");
    await session.client.query(`alter function ${live}.changed(jsonb) strict`);
    await session.client.query(`drop function ${live}.dropped(jsonb)`);
    await session.client.query(`grant execute on function ${live}.opened(jsonb) to public`);
    await session.deploy("drift", schema);
    expect(
      await session.rows(
        `select proname, proisstrict, has_function_privilege('public', oid, 'execute') as public
         from pg_proc where pronamespace = '${live}'::regnamespace order by proname`,
      ),
    ).toEqual([
      { proname: "changed", proisstrict: false, public: false },
      { proname: "dropped", proisstrict: false, public: false },
      { proname: "opened", proisstrict: false, public: false },
    ]);
  });

  it("refuses an artifact that was not compiled here", async () => {
    const schema = await session.schema();
    await session.returning(schema, "made_elsewhere", 77);
    await session.client.query(
      `update plts.artifact set is_foreign = true where artifact_hash = plts.pointer('${schema}.made_elsewhere(jsonb)'::regprocedure) ->> 'artifact_hash'`,
    );
    const { code, message } = await failure(session.deploy("foreign", schema));
    expect(code).toBe("55000");
    expect(message).toMatch(
      /^stopgap deploy refuses function \S+\.made_elsewhere: artifact sha256:[0-9a-f]{64} was not compiled in this database$/,
    );
  });

  it("refuses an empty environment name", async () => {
    const schema = await session.schema();
    expect(await failure(session.deploy("", schema))).toMatchObject({
      code: "22023",
      message: "stopgap requires the name of an environment",
    });
  });

  it("leaves nothing behind in a transaction that is rolled back", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    await session.client.query("begin");
    await session.deploy("undone", schema);
    await session.client.query("rollback");
    expect(await session.value("select stopgap.status('undone')")).toBeNull();
  });
});

describe("try_deploy", () => {
  it("tells what it deployed, and what changed", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    const first = await session.deploy("tried", schema);
    await session.returning(schema, "g", 1);
    expect(await session.value("select stopgap.try_deploy('tried', $1)", [schema])).toEqual({
      ok: true,
      deployment_id: expect.any(Number) as number,
      previous_deployment_id: first,
      is_unchanged: false,
      prune: { enabled: false, dropped: [], skipped_with_dependents: [] },
      summary: {
        added: 1,
        changed: 0,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 0,
        unchanged: 1,
      },
    });
  });

  it("SG-D06 keeps a failure as a failed deployment, and what was live stays", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    const first = await session.deploy("failing", schema);
    const result = await session.value<{ deployment_id: number }>(
      "select stopgap.try_deploy('failing', 'missing', 'bad')",
    );
    const message = "permission denied for stopgap deploy: source schema missing does not exist";
    expect(result).toEqual({
      ok: false,
      deployment_id: expect.any(Number) as number,
      error: { code: "3F000", message, detail: null, hint: null, step: "check" },
    });
    const other = new Session(await database.connect());
    const [failed] = await other.deployments("failing");
    expect(failed).toMatchObject({
      id: result.deployment_id,
      label: "bad",
      status: "failed",
      is_active: false,
      manifest: { error: { at: "stopgap.deploy", message, code: "3F000" } },
    });
    expect(await other.statuses("failing")).toMatchObject({ [first]: "active" });
  });

  it("does not give the default live schema to an environment whose first deployment failed", async () => {
    await session.value("select stopgap.try_deploy('never', 'missing')");
    expect(await session.liveSchema("never")).toBeNull();
    expect(await session.value("select stopgap.status('never') -> 'active_deployment'")).toBeNull();
  });
});

describe("record_failure", () => {
  it("SG-D06 keeps what a deployer has seen fail", async () => {
    const id = Number(
      await session.value(
        `select stopgap.record_failure('lost', 'v7', '{"message": "connection lost"}')`,
      ),
    );
    const [failed] = await session.deployments("lost");
    expect(failed).toMatchObject({
      id,
      label: "v7",
      status: "failed",
      manifest: { error: { at: "stopgap.deploy", message: "connection lost" } },
    });
  });

  it("refuses an error without a message", async () => {
    const run = session.value("select stopgap.record_failure('lost', null, '{}')");
    expect(await failure(run)).toMatchObject({ code: "22023" });
  });
});

describe("deployments side by side", () => {
  it("SG-D11 queue in one environment, and run at once in different ones", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    const [first, second, third] = await Promise.all(
      [1, 2, 3].map(async () => new Session(await database.connect())),
    );
    if (!first || !second || !third) throw new Error("no sessions");
    await first.client.query("begin");
    const firstId = await first.deploy("queued", schema);

    // Another environment does not wait: this would hang otherwise, as the first transaction is open.
    await third.client.query("set lock_timeout = '2s'");
    await third.deploy("beside", schema);

    const waiting = second.deploy("queued", schema);
    await waitUntilBlocked(second);
    await first.client.query("commit");
    const secondId = await waiting;
    expect(secondId).toBeGreaterThan(firstId);
    expect(await session.statuses("queued")).toEqual({
      [firstId]: "superseded",
      [secondId]: "active",
    });
  });

  it("honours lock_timeout", async () => {
    const schema = await session.schema();
    await session.deploy("locked", schema);
    await session.client.query("begin");
    await session.deploy("locked", schema);
    const other = new Session(await database.connect());
    await other.client.query("set lock_timeout = '50ms'");
    expect(await failure(other.deploy("locked", schema))).toMatchObject({ code: "55P03" });
    await session.client.query("rollback");
  });

  async function waitUntilBlocked(blocked: Session): Promise<void> {
    const pid = (blocked.client as unknown as { processID: number }).processID;
    const isBlocked = () =>
      session.value<boolean>("select cardinality(pg_blocking_pids($1)) > 0", [pid]);
    while (!(await isBlocked())) await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
