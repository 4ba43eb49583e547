import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { install } from "../../../src/index.js";
import { failure, stopgapDatabase } from "../database.js";
import { bundle, returning } from "./bundle.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

let env: string;
let source: string;
let live: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  env = `pin${count}`;
  source = await session.schema();
  live = count === 1 ? "live_deployment" : `live_${env}`;
});

/** A function that returns a number, as a deployment of its own. */
async function deployed(number: number, attributes = "", name = "f"): Promise<number> {
  await session.returning(source, name, number, attributes);
  return session.deploy(env, source);
}

/** A call of `api.legacy.<name>`. */
const pinned = (id: number | null, name = "f", args: unknown = {}): Promise<unknown> =>
  session.call(`api.legacy.${name}`, args, env, id);

/** A call of the live function. */
const direct = (name = "f", args = "{}"): Promise<unknown> =>
  session.value(`select ${live}.${name}($1)`, [args]);

/** Work in a transaction that asks for a deployment. */
const within = <T>(id: number | string, work: () => Promise<T>): Promise<T> =>
  session.with({ "stopgap.deployment_id": String(id), "stopgap.default_env": env }, work);

/** The functions that are kept of versions. */
const kept = (): Promise<number> =>
  session.value(
    `select count(distinct p.oid)::int from pg_proc p join stopgap.fn_version v on v.version_key = p.proname
     join stopgap.deployment d on d.id = v.deployment_id
     where d.env = $1 and p.pronamespace = 'stopgap_version'::regnamespace`,
    [env],
  );

describe("call_fn with a deployment", () => {
  it("SG-C05 runs the version of that deployment, active or not", async () => {
    const [first, second, third] = [await deployed(1), await deployed(2), await deployed(3)];
    await session.rollback(env);
    expect(await pinned(first)).toBe(1);
    expect(await pinned(second)).toBe(2);
    expect(await pinned(third)).toBe(3);
    expect(await pinned(null)).toBe(2);
    await session.with({ "stopgap.default_env": env }, async () => {
      expect(await session.call("api.legacy.f", {}, null, first)).toBe(1);
      expect(await session.call("api.legacy.f", {}, null, null)).toBe(2);
    });
  });

  it("SG-C02 refuses what is missing, failed, open, or another environment's", async () => {
    const id = await deployed(1);
    const failed = await session.value<string>(
      `select stopgap.record_failure($1, null, '{"message": "x"}')`,
      [env],
    );
    expect(await failure(pinned(987_654_321))).toMatchObject({
      code: "42704",
      message: "stopgap.call_fn cannot run deployment 987654321: there is no such deployment",
    });
    expect(await failure(pinned(Number(failed)))).toMatchObject({
      code: "55000",
      message: `stopgap.call_fn cannot run deployment ${failed}: it is failed and has never been active`,
    });
    const open = await session.value<string>(
      `insert into stopgap.deployment (env, created_as, manifest) values ($1, 'x', '{}') returning id`,
      [env],
    );
    expect((await failure(pinned(Number(open)))).message).toBe(
      `stopgap.call_fn cannot run deployment ${open}: it is open and has never been active`,
    );
    await session.deploy(`${env}_other`, source);
    expect(await failure(session.call("api.legacy.f", {}, `${env}_other`, id))).toMatchObject({
      code: "42704",
      message: `stopgap.call_fn cannot run deployment ${id} in env '${env}_other': it belongs to env '${env}'`,
    });
    expect(await failure(pinned(id, "g"))).toMatchObject({
      code: "42883",
      message: `stopgap.call_fn unknown path 'api.legacy.g' for env '${env}' deployment ${id}`,
    });
  });

  it("runs what is no longer live", async () => {
    await session.returning(source, "gone", 7);
    const first = await deployed(1);
    await session.drop(source, "gone");
    const second = await session.with({ "stopgap.prune": "on" }, () => deployed(2));
    expect(await session.live(env)).toEqual(["f"]);
    expect(await pinned(first, "gone")).toBe(7);
    expect((await failure(pinned(second, "gone"))).message).toMatch(/unknown path/);
  });

  it("has the attributes of the version, whatever the live function has", async () => {
    const reads = `export default async (ctx) => (await ctx.db.query("select current_setting('work_mem') as m"))[0]?.["m"] ?? null;`;
    await session.define(source, "m", reads, "set work_mem to '5MB' stable");
    await session.define(source, "s", "export default (ctx) => ctx.args ?? 'called';", "strict");
    const first = await deployed(1);
    await session.define(source, "m", reads, "set work_mem to '7MB' set statement_timeout to '9s'");
    await session.define(source, "s", "export default (ctx) => ctx.args ?? 'called';");
    const second = await deployed(1);
    expect([await pinned(first, "m"), await pinned(second, "m")]).toEqual(["5MB", "7MB"]);
    const nothing = (id: number) =>
      session.value("select stopgap.call_fn('api.legacy.s', null, $1, $2)", [env, id]);
    expect([await nothing(first), await nothing(second)]).toEqual([null, "called"]);
    expect(
      await session.rows(
        `select provolatile from pg_proc p join stopgap.fn_version v on v.version_key = p.proname
         where v.deployment_id = $1 and v.fn_name = 'm'`,
        [first],
      ),
    ).toEqual([{ provolatile: "s" }]);
  });

  it("SG-C04 SG-C09 tells what went wrong as an active one does", async () => {
    const runtime = 'import { query, v } from "@stopgap/runtime";';
    await session.define(
      source,
      "f",
      `${runtime} export default query(v.object({ id: v.int() }), () => 1);`,
    );
    await session.define(
      source,
      "g",
      "export default (ctx) => ctx.db.exec(\"do $$ begin raise exception 'old' using errcode = 'SG123', hint = 'h'; end $$\");",
    );
    const first = await session.deploy(env, source);
    await session.returning(source, "f", 1);
    await session.returning(source, "g", 1);
    await session.deploy(env, source);
    const message = "stopgap args validation failed at $.id: expected int, received string";
    const failed = await failure(pinned(first, "f", { id: "x" }));
    expect(failed.message).toBe(`stopgap.call_fn invalid args for 'api.legacy.f': ${message}`);
    expect(JSON.parse(failed.detail)).toMatchObject({
      function: { schema: live, name: "f", path: "api.legacy.f", deploymentId: first },
      issues: [{ path: "$.id" }],
    });
    const called = await failure(pinned(first, "g"));
    expect(called).toMatchObject({
      code: "SG123",
      message: "stopgap.call_fn execution failed for 'api.legacy.g': old",
    });
    await within(first, async () => {
      await session.client.query("savepoint s");
      const { code, message: told, detail } = await failure(direct("f", '{"id": "x"}'));
      expect([code, told]).toEqual(["P0001", message]);
      expect(JSON.parse(detail)).toMatchObject({ issues: [{ path: "$.id" }] });
      await session.client.query("rollback to s");
      const { hint, ...same } = await failure(direct("g"));
      expect(same).toMatchObject({ code: "SG123", message: "old" });
      expect(hint).toBe(called.hint);
      await session.client.query("rollback to s");
    });
  });

  it("tells the handler which version it is", async () => {
    await session.define(source, "f", "export default (ctx) => ({ ...ctx.fn, v: 1 });");
    const first = await session.deploy(env, source);
    const second = await deployed(2, "", "other");
    await session.define(source, "f", "export default (ctx) => ({ ...ctx.fn, v: 2 });");
    const third = await session.deploy(env, source);
    const hashes = await session.rows(
      "select deployment_id, artifact_hash from stopgap.fn_version where fn_name = 'f' and deployment_id = any ($1)",
      [[first, second, third]],
    );
    for (const { deployment_id: id, artifact_hash: artifactHash } of hashes) {
      const deploymentId = Number(id);
      const told = {
        v: deploymentId === third ? 2 : 1,
        ...{ schema: live, name: "f", path: "api.legacy.f", kind: "mutation", env },
        ...{ deploymentId, artifactHash },
      };
      expect(await pinned(deploymentId)).toMatchObject(told);
      expect(await within(deploymentId, () => direct())).toMatchObject(told);
    }
  });

  it("works in a read-only transaction, and leaves nothing behind", async () => {
    const first = await deployed(1);
    await deployed(2);
    await session.with({ transaction_read_only: "on" }, async () => {
      expect(await pinned(first)).toBe(1);
      expect(await pinned(null)).toBe(2);
    });
    await session.client.query("begin read only");
    await session.client.query("select set_config('stopgap.deployment_id', $1, true)", [
      `${first}`,
    ]);
    expect(await direct()).toBe(1);
    await session.client.query("commit");
  });

  it("puts the setting back, after a failure too", async () => {
    await session.define(source, "f", 'export default () => { throw new Error("x"); };');
    await session.define(
      source,
      "g",
      'export default async (ctx) => (await ctx.db.query("select current_setting(\'stopgap.deployment_id\') as id"))[0]?.["id"] ?? null;',
    );
    const first = await session.deploy(env, source);
    const setting = () => session.value("select current_setting('stopgap.deployment_id', true)");
    expect(await pinned(null, "g")).toBe(`${first} (call_fn exact)`);
    expect(await setting()).toBe("");
    const second = await deployed(1, "", "h");
    await within(first, async () => {
      expect(await pinned(second, "g")).toBe(`${second} (call_fn exact)`);
      expect(await pinned(null, "g")).toBe(`${first}`);
      expect(await setting()).toBe(`${first}`);
      await session.client.query("savepoint s");
      await failure(pinned(second));
      await session.client.query("rollback to s");
      expect(await setting()).toBe(`${first}`);
    });
    expect(await setting()).toBe("");
  });
});

describe("stopgap.deployment_id", () => {
  it("asks for a version of live functions, called by call_fn or directly, until the transaction ends", async () => {
    const [first, second] = [await deployed(1), await deployed(2)];
    await within(first, async () => {
      expect([await pinned(null), await direct()]).toEqual([1, 1]);
      expect(await pinned(second)).toBe(2);
      expect(await direct()).toBe(1);
      await session.client.query(`set local stopgap.deployment_id = '${second}'`);
      expect([await pinned(null), await direct()]).toEqual([2, 2]);
      await session.client.query("set local stopgap.deployment_id = ''");
      expect([await pinned(null), await direct()]).toEqual([2, 2]);
    });
    expect([await pinned(null), await direct()]).toEqual([2, 2]);
  });

  it("holds for what a function that was pinned calls in turn", async () => {
    await session.define(
      source,
      "outer",
      `export default async (ctx) => (await ctx.db.query("select ${live}.f('{}') as a, stopgap.call_fn('api.legacy.f', '{}') as b"))[0] ?? null;`,
    );
    const first = await deployed(1);
    await deployed(2);
    expect(await pinned(first, "outer")).toEqual({ a: 1, b: 1 });
    expect(await within(first, () => direct("outer"))).toEqual({ a: 1, b: 1 });
    expect(await pinned(null, "outer")).toEqual({ a: 2, b: 2 });
  });

  it.each(["x", "-1", "1.5", "1 2", "12345678901234567890", "1; select"])(
    "that is '%s' is an error that says so",
    async (value) => {
      await deployed(1);
      const refusal = {
        code: "22023",
        message: "the setting stopgap.deployment_id is not the id of a deployment",
      };
      expect(await failure(within(value, () => direct()))).toMatchObject(refusal);
      expect(await failure(within(value, () => pinned(null)))).toMatchObject(refusal);
    },
  );

  it("is refused where it names what cannot run", async () => {
    const first = await deployed(1);
    const second = await deployed(2, "", "added");
    expect(await failure(within(first, () => direct("added")))).toMatchObject({
      code: "42883",
      message: `${live}.added is not in deployment ${first}`,
    });
    expect((await failure(within(987_654_321, () => direct()))).message).toBe(
      `${live}.f cannot run deployment 987654321: there is no such deployment`,
    );
    const other = await session.deploy(`${env}_other`, source);
    expect((await failure(within(other, () => direct()))).message).toBe(
      `${live}.f cannot run deployment ${other} in env '${env}': it belongs to env '${env}_other'`,
    );
    expect((await failure(within(other, () => pinned(null)))).message).toMatch(
      /^stopgap.call_fn cannot run/,
    );
    expect(await within(second, () => direct("added"))).toBe(2);
  });

  it("is refused by a live function whose settings the version did not have", async () => {
    const first = await deployed(1);
    await deployed(2, "set work_mem to '5MB'");
    expect(await failure(within(first, () => direct()))).toMatchObject({
      code: "0A000",
      message: `${live}.f cannot run deployment ${first} here: it is declared set work_mem, which it was not then`,
      hint: "Call it by stopgap.call_fn('api.legacy.f', ...).",
    });
    expect(await within(first, () => pinned(null))).toBe(1);
  });
});

describe("call_fn without a deployment", () => {
  it("stays in its environment for what it calls in turn, unless that names another one", async () => {
    const other = await session.schema();
    await session.returning(other, "f", 9);
    await session.deploy(`${env}_other`, other);
    await session.define(
      source,
      "outer",
      `export default async (ctx) => (await ctx.db.query("select stopgap.call_fn('api.legacy.f', '{}') as here, stopgap.call_fn('api.legacy.f', '{}', '${env}_other') as there, live_${env}_other.f('{}') as direct"))[0] ?? null;`,
    );
    await deployed(1);
    expect(await pinned(null, "outer")).toEqual({ here: 1, there: 9, direct: 9 });
  });

  it("still calls directly what earlier deployments have left live", async () => {
    await session.returning(source, "left", 5);
    await deployed(1);
    await session.drop(source, "left");
    await session.define(
      source,
      "outer",
      `export default async (ctx) => (await ctx.db.query("select ${live}.left('{}') as a"))[0]?.["a"] ?? null;`,
    );
    await session.deploy(env, source);
    expect(await pinned(null, "outer")).toBe(5);
  });
});

describe("one call_fn", () => {
  let other: Session;
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    other = new Session(client);
  });
  afterAll(() => client.end());

  /** What a call returns that waits in the middle while something else is done and committed. */
  async function meanwhile(
    call: () => Promise<unknown>,
    work: () => Promise<unknown>,
  ): Promise<unknown> {
    await session.client.query("select pg_advisory_lock(4711)");
    const answer = call();
    answer.catch(() => undefined);
    const waits = `select exists (select from pg_locks where locktype = 'advisory' and objid = 4711 and not granted
      and database = (select oid from pg_database where datname = current_database()))`;
    while (!(await session.value<boolean>(waits)))
      await new Promise((later) => setTimeout(later, 20));
    await work();
    await session.client.query("select pg_advisory_unlock(4711)");
    return answer;
  }

  const wait =
    'await ctx.db.query("select pg_advisory_lock_shared(4711), pg_advisory_unlock_shared(4711)");';

  it.each([
    [
      "directly",
      (schema: string) =>
        `(await ctx.db.query("select ${schema}.inner('{}') as a"))[0]?.["a"] ?? null`,
    ],
    [
      "by call_fn",
      () =>
        `(await ctx.db.query("select stopgap.call_fn('api.legacy.inner', '{}') as a"))[0]?.["a"] ?? null`,
    ],
    ["by ctx.run", () => "await ctx.run(inner, {})"],
  ])(
    "meets one deployment, also in what it calls %s while another one commits",
    async (_how, inner) => {
      const define = (number: number) =>
        session.define(source, "inner", `export default () => ${number};`);
      await define(1);
      await session.define(
        source,
        "outer",
        `import inner from "@stopgap/${source}/inner";
       export default async (ctx) => { ${wait} return [inner.length, ${inner(live)}]; };`,
      );
      await session.deploy(env, source);
      const work = async () => {
        await define(2);
        await session.deploy(env, source);
      };
      const call = () => other.call("api.legacy.outer", {}, env);
      expect(await meanwhile(call, work)).toEqual([0, 1]);
      expect(await other.call("api.legacy.outer", {}, env)).toEqual([0, 2]);
    },
  );

  it.each(["by call_fn", "directly"])(
    "is of what has become active between two of them, called %s in one transaction",
    async (how) => {
      const call = () =>
        how === "directly"
          ? other.value(
              `select ${live}.f('{}') from set_config('stopgap.deployment_id',
               stopgap.status('${env}') ->> 'active_deployment_id', true) offset 0`,
            )
          : other.call("api.legacy.f", {}, env);
      await deployed(1);
      await other.client.query("begin");
      expect(await call()).toBe(1);
      // The locks that the transaction has keep the session from looking for what others have changed.
      for (const number of [2, 3, 2]) {
        await deployed(number, number === 2 && how === "by call_fn" ? "set work_mem to '5MB'" : "");
        expect(await call()).toBe(number);
      }
      await other.client.query("commit");
    },
  );

  it("asks for another call where the session still runs a live function with other settings", async () => {
    const first = await deployed(1, "set work_mem to '5MB'");
    await other.client.query("begin");
    await other.client.query("select set_config('stopgap.deployment_id', $1, true)", [first]);
    const call = () => other.value(`select ${live}.f('{}')`);
    expect(await call()).toBe(1);
    const second = await deployed(2);
    await other.client.query("select set_config('stopgap.deployment_id', $1, true)", [second]);
    await other.client.query("savepoint s");
    expect(await failure(call())).toMatchObject({
      code: "40001",
      message: `${live}.f has just been replaced`,
      hint: "Call it again.",
    });
    await other.client.query("rollback to s");
    expect(await call()).toBe(2);
    await other.client.query("commit");
  });

  it("finds what a prune has dropped meanwhile", async () => {
    await session.returning(source, "inner", 1);
    await session.define(
      source,
      "outer",
      `export default async (ctx) => { ${wait}
       return (await ctx.db.query("select stopgap.call_fn('api.legacy.inner', '{}') as a"))[0]?.["a"] ?? null; };`,
    );
    await session.deploy(env, source);
    const work = async () => {
      await session.drop(source, "inner");
      await session.with({ "stopgap.prune": "on" }, () => session.deploy(env, source));
    };
    expect(await meanwhile(() => other.call("api.legacy.outer", {}, env), work)).toBe(1);
  });

  it("is of the deployment that a repeatable read has seen first", async () => {
    const first = await deployed(1);
    await other.client.query("begin isolation level repeatable read");
    expect(await other.call("api.legacy.f", {}, env)).toBe(1);
    await deployed(2);
    expect(await other.call("api.legacy.f", {}, env)).toBe(1);
    await other.client.query(`set local stopgap.deployment_id = '${first}'`);
    expect(await other.value(`select ${live}.f('{}')`)).toBe(1);
    await other.client.query("commit");
    expect(await other.call("api.legacy.f", {}, env)).toBe(2);
  });
});

describe("functions that are kept of versions", () => {
  it("are made when something else goes live, once for each version", async () => {
    await session.returning(source, "same", 0);
    await deployed(1);
    expect(await kept()).toBe(0);
    await deployed(2);
    expect(await kept()).toBe(1);
    await deployed(1);
    await session.rollback(env);
    await session.deploy(env, source);
    expect(await kept()).toBe(2);
  });

  it("go with the last deployment that has them", async () => {
    const first = await deployed(1);
    await deployed(2);
    await session.client.query("select stopgap.drop_unused_versions(100)");
    expect(await kept()).toBe(1);
    const key = await session.value(
      "select version_key from stopgap.fn_version where deployment_id = $1",
      [first],
    );
    await session.client.query("delete from stopgap.fn_version where deployment_id = $1", [first]);
    await session.client.query("select stopgap.drop_unused_versions(100)");
    expect(await session.value("select count(*)::int from pg_proc where proname = $1", [key])).toBe(
      0,
    );
    expect(await pinned(null)).toBe(2);
  });

  it("are there for deployments that an older version has made, and call_fn has one form", async () => {
    const first = await deployed(1);
    const second = await deployed(2);
    await session.client.query(
      `create function stopgap.call_fn(path text, args jsonb default '{}', env text default null)
       returns jsonb language sql as 'select args'`,
    );
    await session.client.query(
      "delete from plts.migration where path = 'stopgap/tables/0010-call-fn.sql'",
    );
    const key = await session.value(
      "select version_key from stopgap.fn_version where deployment_id = $1",
      [first],
    );
    await session.client.query(`drop function stopgap_version.${String(key)}(jsonb)`);
    const body = await session.value<string>(
      `select prosrc from pg_proc where oid = '${live}.f(jsonb)'::regprocedure`,
    );
    const old = body
      .replace(/"live": \{[^}]*\}, /g, "")
      .replaceAll("stopgap.deployment_id", "stopgap.other");
    expect(old).not.toBe(body);
    await session.client.query(
      `update pg_proc set prosrc = $1 where oid = '${live}.f(jsonb)'::regprocedure`,
      [old],
    );
    await session.client.query(`alter function ${live}.f(jsonb) cost 100`);
    expect(await within(first, () => direct())).toBe(2);
    await install(session.client);
    expect(await session.value("select count(*)::int from pg_proc where proname = 'call_fn'")).toBe(
      1,
    );
    expect(await within(first, () => direct())).toBe(1);
    expect([await pinned(first), await pinned(second)]).toEqual([1, 2]);
  });
});

describe("a project", () => {
  it("SG-C05 can be called as it was deployed or promoted, also what is no longer live", async () => {
    const deploy = async (values: Readonly<Record<string, number>>): Promise<number> => {
      const answer = await session.value<{ deployment_id: number }>(
        `select stopgap.deploy_bundle($1, $2, null, '{"prune": true}')`,
        [env, JSON.stringify(bundle({ "admin/m": returning(values) }))],
      );
      return answer.deployment_id;
    };
    const [first, second] = [await deploy({ f: 1, g: 1 }), await deploy({ f: 2 })];
    const call = (id: number | null, name: string, of = env) =>
      session.call(`api.admin.m.${name}`, {}, of, id);
    expect([await call(first, "f"), await call(first, "g"), await call(null, "f")]).toEqual([
      1, 1, 2,
    ]);
    expect((await failure(call(second, "g"))).message).toMatch(/unknown path/);
    expect(await within(first, () => direct("admin__m__f"))).toBe(1);

    const to = `${env}_next`;
    const promoted = Number(await session.value("select stopgap.promote($1, $2)", [env, to]));
    await deploy({ f: 3 });
    await session.value("select stopgap.promote($1, $2)", [env, to]);
    expect([await call(promoted, "f", to), await call(null, "f", to)]).toEqual([2, 3]);
    expect((await failure(call(second, "f", to))).message).toMatch(/belongs to env/);
  });
});
