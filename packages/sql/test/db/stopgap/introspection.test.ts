import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;

let schema: string;
let first: number;
let second: number;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  schema = await session.schema();
  await session.returning(schema, "changed", 1);
  await session.returning(schema, "kept", 1);
  await session.returning(schema, "removed", 1);
  first = await session.deploy("prod", schema, "one");
  second = await session.deploy("prod", schema, "two");
});
afterAll(() => database.drop());

interface Diff {
  readonly summary: Readonly<Record<string, number>>;
  readonly functions: readonly Readonly<Record<string, unknown>>[];
}

const diff = (env = "prod", from = schema) =>
  session.value<Diff>("select stopgap.diff($1, $2)", [env, from]);

describe("status", () => {
  it("SG-I01 is null for an unknown environment, and has no active deployment before the first", async () => {
    expect(await session.value("select stopgap.status('unknown')")).toBeNull();
    await session.value(`select stopgap.record_failure('young', null, '{"message": "x"}')`);
    expect(await session.value("select stopgap.status('young')")).toEqual({
      env: "young",
      live_schema: null,
      active_deployment_id: null,
      updated_at: expect.any(String) as string,
      active_deployment: null,
    });
  });

  it("tells the active deployment", async () => {
    expect(await session.value("select stopgap.status('prod')")).toMatchObject({
      env: "prod",
      live_schema: "live_deployment",
      active_deployment_id: second,
      active_deployment: {
        id: second,
        label: "two",
        status: "active",
        created_at: expect.any(String) as string,
        created_by: await session.value("select session_user"),
        source_schema: schema,
        manifest: { env: "prod", function_count: 3, functions: [{ fn_name: "changed" }, {}, {}] },
      },
    });
  });
});

describe("deployments", () => {
  it("SG-I02 lists them newest first, one of them active", async () => {
    const list = await session.deployments("prod");
    expect(list.map(({ id, env, is_active }) => ({ id, env, is_active }))).toEqual([
      { id: second, env: "prod", is_active: true },
      { id: first, env: "prod", is_active: false },
    ]);
    expect(await session.deployments("unknown")).toEqual([]);
  });

  it("leaves out their functions, which one of them tells by its id", async () => {
    expect((await session.deployments("prod")).map(({ manifest }) => manifest)).toEqual(
      [2, 1].map(
        () => expect.not.objectContaining({ functions: expect.anything() as unknown }) as unknown,
      ),
    );
    expect(await session.deployment(first)).toMatchObject({ id: first, is_active: false });
    expect(await session.deployment(-1)).toBeNull();
  });

  it("gives a page at a time", async () => {
    const page = async (max: number, before: number | null) => {
      const list = await session.value<{ id: number }[]>(
        "select stopgap.deployments('prod', $1, $2)",
        [max, before],
      );
      return list.map(({ id }) => id);
    };
    expect(await page(1, null)).toEqual([second]);
    expect(await page(1, second)).toEqual([first]);
    expect(await page(1, first)).toEqual([]);
  });
});

describe("diff", () => {
  it("SG-I04 finds nothing to do right after a deploy", async () => {
    expect((await diff()).summary).toEqual({
      added: 0,
      changed: 0,
      "changed (dependency)": 0,
      recompiled: 0,
      removed: 0,
      unchanged: 3,
    });
  });

  it("SG-I03 counts and lists what a deploy would change, in order, SG-I05 and stores nothing", async () => {
    const active = await session.value<Record<string, string>>(
      "select jsonb_object_agg(fn_name, artifact_hash) from stopgap.fn_version where deployment_id = $1",
      [second],
    );
    const other = await session.schema();
    await session.returning(other, "added", 5);
    await session.returning(other, "changed", 2);
    await session.returning(other, "kept", 1);
    const stored = () => session.value("select count(*) from plts.artifact");
    const before = await stored();
    const result = await diff("prod", other);
    const hash = (name: string) =>
      session.value("select plts.pointer(to_regprocedure($1)) ->> 'artifact_hash'", [
        `${other}.${name}(jsonb)`,
      ]);
    expect(result).toEqual({
      env: "prod",
      source_schema: other,
      live_schema: "live_deployment",
      active_deployment_id: second,
      summary: {
        added: 1,
        changed: 1,
        "changed (dependency)": 0,
        recompiled: 0,
        removed: 1,
        unchanged: 1,
      },
      functions: [
        {
          fn_name: "added",
          change: "added",
          active_artifact_hash: null,
          candidate_artifact_hash: await hash("added"),
        },
        {
          fn_name: "changed",
          change: "changed",
          active_artifact_hash: active["changed"],
          candidate_artifact_hash: await hash("changed"),
        },
        {
          fn_name: "kept",
          change: "unchanged",
          active_artifact_hash: active["kept"],
          candidate_artifact_hash: active["kept"],
        },
        {
          fn_name: "removed",
          change: "removed",
          active_artifact_hash: active["removed"],
          candidate_artifact_hash: null,
        },
      ],
    });
    expect(await stored()).toBe(before);
  });

  it("calls a function changed whose code is the same but not its attributes", async () => {
    const other = await session.schema();
    await session.returning(other, "kept", 1, "stable");
    const { functions } = await diff("prod", other);
    expect(functions.find(({ fn_name }) => fn_name === "kept")).toMatchObject({
      change: "changed",
    });
  });

  it("calls a function recompiled that differs only by the compiler", async () => {
    const other = await session.schema();
    await session.returning(other, "again", 8);
    await session.deploy("compilers", other);
    await session.client.query("begin");
    // As an older compiler would have stored it.
    await session.client.query(
      `with older as (
         insert into plts.artifact (
           artifact_hash, source_ts, compiled_js, compiler_opts, compiler_fingerprint, abi, is_checked, is_foreign)
         select 'sha256:' || repeat('0', 64), source_ts, compiled_js, compiler_opts, 'older', abi, true, false
         from plts.artifact a join stopgap.fn_version v using (artifact_hash) where v.fn_name = 'again'
         returning artifact_hash
       )
       update stopgap.fn_version v set artifact_hash = older.artifact_hash from older where v.fn_name = 'again'`,
    );
    const { summary } = await diff("compilers", other);
    await session.client.query("rollback");
    expect(summary).toEqual({
      added: 0,
      changed: 0,
      "changed (dependency)": 0,
      recompiled: 1,
      removed: 0,
      unchanged: 0,
    });
  });

  it("works in a read-only transaction", async () => {
    const result = await session.with({ transaction_read_only: "on" }, () => diff());
    expect(result.summary).toMatchObject({ unchanged: 3 });
  });

  it("refuses an environment without an active deployment", async () => {
    expect((await failure(diff("unknown"))).message).toBe(
      "cannot diff env unknown: environment missing or has no active deployment",
    );
  });
});

describe("the views", () => {
  it("SG-I06 have the documented columns", async () => {
    const columns = async (view: string) => {
      const rows = await session.rows(
        "select column_name from information_schema.columns where table_schema = 'stopgap' and table_name = $1",
        [view],
      );
      return rows.map(({ column_name }) => column_name);
    };
    expect(await columns("activation_audit")).toEqual(
      expect.arrayContaining([
        "activation_id",
        "env",
        "from_deployment_id",
        "to_deployment_id",
        "activated_at",
        "activated_by",
        "to_status",
        "to_label",
        "to_source_schema",
        "to_created_at",
        "to_created_by",
      ]),
    );
    expect(await columns("environment_overview")).toEqual(
      expect.arrayContaining([
        "env",
        "live_schema",
        "active_deployment_id",
        "updated_at",
        "active_status",
        "active_label",
        "active_created_at",
        "active_created_by",
      ]),
    );
  });

  it("SG-I06 tell the history and the present", async () => {
    expect(
      await session.rows(
        `select from_deployment_id::int as from, to_deployment_id::int as to, to_label, to_status
         from stopgap.activation_audit where env = 'prod' order by activation_id`,
      ),
    ).toEqual([
      { from: null, to: first, to_label: "one", to_status: "superseded" },
      { from: first, to: second, to_label: "two", to_status: "active" },
    ]);
    expect(
      await session.rows(
        `select live_schema, active_deployment_id::int as id, active_status, active_label
         from stopgap.environment_overview where env in ('prod', 'young') order by env`,
      ),
    ).toEqual([
      { live_schema: "live_deployment", id: second, active_status: "active", active_label: "two" },
      { live_schema: null, id: null, active_status: null, active_label: null },
    ]);
  });
});
