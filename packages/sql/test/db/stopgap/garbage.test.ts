import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { bundle, returning } from "./bundle.js";
import type { BundleJson } from "./bundle.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let second: pg.Client;
let watcher: pg.Client;

beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  second = new pg.Client({ connectionString: database.url });
  watcher = new pg.Client({ connectionString: database.url });
  await Promise.all([second.connect(), watcher.connect()]);
});
afterAll(async () => {
  await Promise.all([second.end(), watcher.end()]);
  await database.drop();
});

interface Garbage {
  readonly keep: number;
  readonly dry_run: boolean;
  readonly environments: readonly {
    readonly env: string;
    readonly removed: readonly number[];
    readonly kept: readonly {
      readonly deployment_id: number;
      readonly reasons: readonly string[];
      readonly pinned_until?: string;
    }[];
  }[];
  readonly versions: {
    readonly removed: number;
    readonly is_complete: boolean;
    readonly dependents: Readonly<Record<string, readonly string[]>>;
  };
  readonly artifacts: Readonly<Record<string, number>>;
}

const collect = (keep = 20, dryRun = false) =>
  session.value<Garbage>("select stopgap.collect_garbage($1, $2)", [keep, dryRun]);

/** What a collection did with one environment. */
const collected = async (env: string, keep: number, dryRun = false) => {
  const { environments } = await collect(keep, dryRun);
  return environments.find((each) => each.env === env);
};

/** Makes all stored artifacts old enough to go. */
const age = () =>
  session.client.query("update plts.artifact set created_at = created_at - interval '2 days'");

const isStored = (hash: string) =>
  session.value<boolean>("select exists (select from plts.artifact where artifact_hash = $1)", [
    hash,
  ]);

const hashOf = (id: number, name = "f") =>
  session.value<string>(
    "select artifact_hash from stopgap.fn_version where deployment_id = $1 and fn_name = $2",
    [id, name],
  );

/** Deploys `f` so many times, each time with another answer; the deployments' ids. */
async function history(env: string, count: number): Promise<number[]> {
  const schema = await session.schema();
  const ids: number[] = [];
  for (let number = 1; number <= count; number++) {
    await session.define(schema, "f", `export default () => "${env} ${number}";`);
    ids.push(await session.deploy(env, schema));
  }
  await session.client.query(`drop schema ${schema} cascade`);
  return ids;
}

const deployBundle = (client: pg.Client | pg.ClientBase, env: string, project: BundleJson) =>
  client.query("select stopgap.deploy_bundle($1, $2)", [env, JSON.stringify(project)]);

/** Waits until the session of the tests waits for the second one. */
async function untilBlocked(): Promise<void> {
  const waiting = `select from pg_stat_activity
    where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`;
  while ((await watcher.query(waiting)).rows.length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe("deployments", () => {
  it("keep the active one, the last and the pinned, and go otherwise, failed ones too", async () => {
    const [a, b, c, d] = (await history("kept", 4)) as [number, number, number, number];
    const failed = await session.value<string>(
      `select stopgap.record_failure('kept', null, '{"message": "x"}')`,
    );
    const last = Number(failed);
    await session.rollback("kept", null, b);
    await session.value("select stopgap.pin($1, 'infinity')", [a]);
    const found = {
      env: "kept",
      removed: [c, d],
      kept: [
        { deployment_id: last, reasons: ["last"] },
        { deployment_id: b, reasons: ["active"] },
        { deployment_id: a, reasons: ["pinned"], pinned_until: "infinity" },
      ],
    };
    expect(await collected("kept", 1, true)).toEqual(found);
    expect(Object.keys(await session.statuses("kept"))).toHaveLength(5);
    expect(await collected("kept", 1)).toEqual(found);
    expect(await session.statuses("kept")).toEqual({
      [a]: "superseded",
      [b]: "active",
      [last]: "failed",
    });
    expect(await collected("kept", 1)).toMatchObject({ removed: [] });
    expect(await collected("kept", 0)).toMatchObject({ removed: [last] });
    expect(await session.call("api.legacy.f", {}, "kept")).toBe("kept 2");
    expect(await session.call("api.legacy.f", {}, "kept", a)).toBe("kept 1");
  });

  it("stay when there are no more than are to be kept", async () => {
    const ids = await history("few", 3);
    expect(await collected("few", 20)).toMatchObject({ removed: [] });
    expect(Object.keys(await session.statuses("few"))).toEqual(ids.map(String));
  });

  it("SG-R02 SG-R04 leave a history that steps back lead over", async () => {
    const [a, b, c, d] = (await history("gaps", 4)) as [number, number, number, number];
    await session.value("select stopgap.pin($1, now() + interval '1 hour')", [a]);
    expect(await collected("gaps", 1)).toMatchObject({ removed: [b, c] });
    expect(
      await session.rows(
        `select from_deployment_id::int as from, to_deployment_id::int as to, to_status
         from stopgap.activation_audit where env = 'gaps' order by activation_id`,
      ),
    ).toEqual([
      { from: null, to: a, to_status: "superseded" },
      { from: a, to: b, to_status: null },
      { from: b, to: c, to_status: null },
      { from: c, to: d, to_status: "active" },
    ]);
    expect(await session.rollback("gaps")).toBe(a);
    expect(await session.call("api.legacy.f", {}, "gaps")).toBe("gaps 1");
    expect((await failure(session.rollback("gaps"))).message).toBe(
      "cannot rollback env gaps by 1 step(s): no prior deployment available",
    );
    expect((await failure(session.rollback("gaps", null, b))).message).toBe(
      `rollback target deployment ${b} does not belong to env gaps`,
    );
    await session.rollback("gaps", null, d);
    expect(await session.call("api.legacy.f", {}, "gaps")).toBe("gaps 4");
  });

  it("SG-P03 leave functions live that prune still knows as left over", async () => {
    const schema = await session.schema();
    for (const name of ["f", "old"]) await session.returning(schema, name, 1);
    await session.deploy("leaves", schema);
    await session.drop(schema, "old");
    await session.deploy("leaves", schema);
    expect((await collected("leaves", 1))?.removed).toHaveLength(1);
    await age();
    await collect();
    expect(await session.value("select live_leaves.old('{}')")).toBe(1);
    expect(await session.value("select stopgap.verify('leaves')")).toMatchObject({
      is_ok: true,
      left_over: ["old(args jsonb)"],
    });
    expect(await session.value("select stopgap.prune('leaves')")).toMatchObject({
      dropped: ["old"],
    });
  });

  it("leave no function open that has been collected and comes back as an internal one", async () => {
    const schema = await session.schema();
    const handler = (kind: string) =>
      session.define(
        schema,
        "hidden",
        `import { ${kind} } from "@stopgap/runtime"; export default ${kind}(() => 1);`,
      );
    await session.returning(schema, "f", 1);
    await handler("query");
    await session.deploy("hides", schema);
    await session.drop(schema, "hidden");
    await session.deploy("hides", schema);
    await collect(1);
    expect(await session.live("hides")).toEqual(["f", "hidden"]);
    await handler("internalQuery");
    await session.deploy("hides", schema);
    expect(await session.live("hides")).toEqual(["f"]);
  });

  it.each([
    ["-1", "found -1"],
    ["null", "found null"],
  ])("cannot be kept by %s", async (keep, found) => {
    expect(await failure(session.value(`select stopgap.collect_garbage(${keep})`))).toMatchObject({
      code: "22023",
      message: `stopgap.collect_garbage requires keep >= 0, ${found}`,
    });
  });

  it("are not collected by a transaction that cannot see what others commit meanwhile", async () => {
    await session.client.query("begin isolation level repeatable read");
    expect((await failure(collect())).code).toBe("25000");
    await session.client.query("rollback");
  });
});

describe("functions of versions", () => {
  it("go with the last deployment that has them, and stay while something uses them", async () => {
    const [a, b] = (await history("versions", 3)) as [number, number, number];
    const keys = await session.rows(
      "select version_key from stopgap.fn_version where deployment_id = any ($1) order by deployment_id",
      [[a, b]],
    );
    const [keyA, keyB] = keys.map(({ version_key }) => String(version_key)) as [string, string];
    await session.client.query(
      `create view public.uses_version as select stopgap_version.${keyA}('{}') as answer`,
    );
    const hash = await hashOf(a);
    await age();
    const { versions } = await collect(1);
    expect(versions.dependents).toEqual({
      [`stopgap_version.${keyA}`]: ["view public.uses_version"],
    });
    const kept = await session.rows(
      "select proname from pg_proc where pronamespace = 'stopgap_version'::regnamespace and proname = any ($1)",
      [[keyA, keyB]],
    );
    expect(kept).toEqual([{ proname: keyA }]);
    // Its code stays with it.
    expect(await isStored(hash)).toBe(true);
    expect(await session.value("select answer from public.uses_version")).toBe("versions 1");
    await session.client.query("drop view public.uses_version");
    expect((await collect(1)).versions).toMatchObject({ removed: 1, dependents: {} });
    expect(await isStored(hash)).toBe(false);
  });
});

describe("artifacts", () => {
  beforeEach(async () => {
    await age();
    await collect();
  });

  it("SG-D07 go when nothing names them and they are older than a day", async () => {
    const hash = await session.value<string>(
      "select plts.compile_and_store('export default () => 101')",
    );
    expect((await collect()).artifacts).toMatchObject({ removed: 0, young: 1 });
    await age();
    const dry = await collect(20, true);
    expect(dry).toMatchObject({ dry_run: true, artifacts: { removed: 1 } });
    expect(dry.artifacts["removed_bytes"]).toBeGreaterThan(20);
    expect(await isStored(hash)).toBe(true);
    expect((await collect()).artifacts).toMatchObject({ removed: 1, young: 0, in_use: 0 });
    expect(await isStored(hash)).toBe(false);
  });

  it("SG-D08 stay while a kept deployment has them, with what they import", async () => {
    const first = bundle({
      base: { source: "export const one = 1; // first" },
      users: {
        source: `import { query } from "@stopgap/runtime";\nimport { one } from "./base.js";\nexport const list = query(() => one);`,
        imports: { "./base.js": "base" },
        functions: { list: {} },
      },
    });
    await deployBundle(session.client, "imports", first);
    await deployBundle(session.client, "imports", bundle({ users: returning({ list: 2 }) }));
    await age();
    const stored = () => Promise.all(first.artifacts.map((each) => isStored(each.artifact_hash)));
    await collect();
    expect(await stored()).toEqual([true, true]);
    await collect(1);
    expect(await stored()).toEqual([false, false]);
    expect(await session.call("api.users.list", {}, "imports")).toBe(2);
  });

  it("stay while any function of the database names them, wherever it is", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 102);
    await age();
    await collect(0);
    expect(await session.value(`select ${schema}.f('{}')`)).toBe(102);
    await session.client.query(`drop schema ${schema} cascade`);
    expect((await collect(0)).artifacts).toMatchObject({ removed: 1 });
  });

  it("SG-M01 stay while a package leads to them, and while a function was created with that package", async () => {
    const schema = await session.schema();
    const hash = await session.value<string>(
      "select plts.compile_and_store('export const n: number = 103;')",
    );
    await session.value("select plts.set_import('garbage-test', $1, $2)", [
      hash,
      JSON.stringify({ "garbage-test.d.ts": "export declare const n: number;" }),
    ]);
    await age();
    await collect(0);
    expect(await isStored(hash)).toBe(true);
    await session.define(
      schema,
      "f",
      `import { n } from "garbage-test"; export default (): number => n;`,
    );
    await session.client.query("delete from plts.import_map where specifier = 'garbage-test'");
    await age();
    await collect(0);
    expect(await session.value(`select ${schema}.f('{}')`)).toBe(103);
    await session.client.query(`drop schema ${schema} cascade`);
    await collect(0);
    expect(await isStored(hash)).toBe(false);
  });

  it("stay while something younger than a day imports them", async () => {
    const hash = await session.value<string>(
      "select plts.compile_and_store('export const n: number = 104;')",
    );
    await age();
    const young = await session.value<string>("select plts.compile_and_store($1, $2, false)", [
      `import { n } from "x"; export default () => n;`,
      JSON.stringify({ import_map: { x: `plts+artifact:${hash}` } }),
    ]);
    await collect();
    expect(await isStored(hash)).toBe(true);
    await age();
    await collect();
    expect([await isStored(hash), await isStored(young)]).toEqual([false, false]);
  });
});

describe("beside another session", () => {
  it("SG-D11 waits for a deploy, and leaves what that deploy uses", async () => {
    const project = bundle({ m: returning({ get: "again" }) });
    await deployBundle(session.client, "beside", project);
    await deployBundle(session.client, "beside", bundle({ m: returning({ get: "other" }) }));
    await age();
    await second.query("begin");
    // What is stored need not be sent again.
    await deployBundle(second, "beside", { ...project, artifacts: [] });
    const collecting = collect(1);
    await untilBlocked();
    await second.query("commit");
    expect(
      (await collecting).environments.find(({ env }) => env === "beside")?.removed,
    ).toHaveLength(2);
    expect(await session.call("api.m.get", {}, "beside")).toBe("again");
    expect(await session.value("select stopgap.verify('beside')")).toMatchObject({ is_ok: true });
  });

  it("SG-D11 waits for the first deploy to an environment that is not there yet", async () => {
    const project = bundle({ m: returning({ get: "first" }) });
    const [made] = project.artifacts;
    if (!made) throw new Error("there is no artifact");
    await deployBundle(session.client, "elsewhere", project);
    await deployBundle(session.client, "elsewhere", bundle({ m: returning({ get: "next" }) }));
    await age();
    await second.query("begin");
    await deployBundle(second, "brand new", { ...project, artifacts: [] });
    const collecting = collect(1);
    await untilBlocked();
    await second.query("commit");
    await collecting;
    expect(await isStored(made.artifact_hash)).toBe(true);
    expect(await session.call("api.m.get", {}, "brand new")).toBe("first");
  });

  it("lets a deploy wait, which then stores again what is gone", async () => {
    const project = bundle({ m: returning({ get: "gone" }) });
    await deployBundle(session.client, "waits", project);
    await deployBundle(session.client, "waits", bundle({ m: returning({ get: "here" }) }));
    await age();
    await second.query("begin");
    await second.query("select stopgap.collect_garbage(1)");
    const deploying = deployBundle(session.client, "waits", project);
    await untilBlocked();
    await second.query("commit");
    await deploying;
    expect(await session.call("api.m.get", {}, "waits")).toBe("gone");
  });

  it("leaves the code of a function that is just being created", async () => {
    const schema = await session.schema();
    const source = "export default () => 'being created';";
    await session.define(schema, "gone", source);
    await session.drop(schema, "gone");
    await age();
    await second.query("begin");
    await second.query(
      `create function ${schema}.f(args jsonb) returns jsonb language plts as $ts$${source}$ts$`,
    );
    expect((await collect()).artifacts).toMatchObject({ removed: 0, in_use: 1 });
    await second.query("commit");
    expect(await session.value(`select ${schema}.f('{}')`)).toBe("being created");
  });

  it("lets a function that is created meanwhile store its code anew", async () => {
    const schema = await session.schema();
    const source = "export default () => 'created meanwhile';";
    await session.define(schema, "gone", source);
    await session.drop(schema, "gone");
    await age();
    await second.query("begin");
    const { rows } = await second.query<{ answer: Garbage }>(
      "select stopgap.collect_garbage() as answer",
    );
    expect(rows[0]?.answer.artifacts).toMatchObject({ removed: 1 });
    const creating = session.define(schema, "f", source);
    await untilBlocked();
    await second.query("commit");
    await creating;
    expect(await session.value(`select ${schema}.f('{}')`)).toBe("created meanwhile");
  });

  it("does not keep readers waiting", async () => {
    await history("readers", 2);
    await second.query("begin");
    await second.query("select stopgap.collect_garbage(1)");
    await session.client.query("set lock_timeout = '2s'");
    expect(await session.call("api.legacy.f", {}, "readers")).toBe("readers 2");
    expect(await session.value("select stopgap.status('readers')")).not.toBeNull();
    await session.client.query("reset lock_timeout");
    await second.query("rollback");
  });
});

describe("pin", () => {
  const pin = (id: number | null, until: string | null) =>
    session.value("select stopgap.pin($1, $2)", [id, until]);

  it("keeps a deployment until a time, for good, or no longer", async () => {
    const [id] = (await history("pins", 1)) as [number];
    const pinned = async () =>
      (
        await session.rows(
          "select pinned_by, pinned_as, pinned_until = 'infinity' as is_for_good from stopgap.deployment where id = $1",
          [id],
        )
      )[0];
    const who = await session.value("select session_user");
    expect(await pin(id, "infinity")).toEqual({
      deployment_id: id,
      env: "pins",
      pinned_until: "infinity",
    });
    expect(await pinned()).toEqual({ pinned_by: who, pinned_as: who, is_for_good: true });
    expect(await session.deployments("pins")).toMatchObject([{ id, pinned_until: "infinity" }]);
    expect(await pin(id, null)).toEqual({ deployment_id: id, env: "pins", pinned_until: null });
    expect(await pinned()).toEqual({ pinned_by: null, pinned_as: null, is_for_good: null });
  });

  it("counts no longer once its time has come", async () => {
    const [a, b] = (await history("expired", 2)) as [number, number];
    await pin(a, "infinity");
    await session.client.query(
      "update stopgap.deployment set pinned_until = now() - interval '1 second' where id = $1",
      [a],
    );
    expect(await collected("expired", 1)).toMatchObject({
      removed: [a],
      kept: [{ deployment_id: b }],
    });
  });

  it("refuses a time that is over, and a deployment that there is not", async () => {
    expect(await failure(pin(1, "2001-01-01"))).toMatchObject({
      code: "22023",
      hint: "Null takes a pin away; infinity keeps the deployment for good.",
    });
    for (const id of [987_654, null]) {
      expect(await failure(pin(id, "infinity"))).toMatchObject({
        code: "42704",
        message: `deployment id ${String(id)} does not exist`,
      });
    }
  });
});
