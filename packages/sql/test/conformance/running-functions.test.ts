import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app; create table app.t (id int primary key)");
});
beforeEach(() => database.client.query("truncate app.t"));
afterAll(() => database.drop());

/** A module with some functions, and a handler that may run them. */
function run(body: string, wrapper = "mutation"): Promise<unknown> {
  return app.run(
    `
    import { internalMutation, mutation, query, v, type Context } from "@stopgap/runtime";
    const ids = async (ctx: Context) => (await ctx.db.query<{ id: number }>("select id from app.t order by id")).map(({ id }) => id);
    const add = mutation(v.object({ id: v.int() }), async ({ id }, ctx) => {
      await ctx.db.exec("insert into app.t (id) values ($1)", [id]); await null; return { mode: ctx.db.mode, id };
    });
    const addThenFail = internalMutation(v.object({ id: v.int() }), async ({ id }, ctx) => {
      await ctx.run(add, { id }); await ctx.db.exec("insert into app.t (id) values ($1)", [id + 1]); throw new Error("failed after " + id);
    });
    const list = query(async (_args, ctx) => ({ mode: ctx.db.mode, ids: await ids(ctx) }));
    const writes = query(async (_args, ctx) => ctx.db.query("insert into app.t (id) values (90) returning id"));
    const plain = async (ctx: Context) => { const rows = await ctx.db.query("insert into app.t (id) values (91) returning id"); return [ctx.args, ctx.db.mode, rows]; };
    const told = (error: any) => (error?.code ?? "none") + " " + error?.message;
    export default ${wrapper}(async (_args, ctx): Promise<any> => { const log: unknown[] = []; ${body} });`,
    { outer: true },
  );
}

describe("ctx.run", () => {
  it("calls a function with its own arguments and mode, and gives what it returns", async () => {
    expect(
      await run(
        "return [await ctx.run(add, { id: 1 }), await ctx.run(list), await ctx.run(plain, [5]), await ctx.run(list)];",
      ),
    ).toEqual([
      { mode: "rw", id: 1 },
      { mode: "ro", ids: [1] },
      [[5], "rw", [{ id: 91 }]],
      { mode: "ro", ids: [1, 91] },
    ]);
  });

  it("passes arguments and results as they are, validated by the function's schema", async () => {
    expect(
      await run(`
        const given = new Map([["a", 1n]]);
        const same = await ctx.run(query((args) => args), given);
        const missing = await ctx.run(query((args) => args === null));
        const trimmed = await ctx.run(query(v.object({ name: v.string().check(v.trim()), limit: v._default(v.int(), 3) }), (args) => args), { name: " Ada " });
        const refused = await ctx.run(add, { id: "x" } as never).catch((e) => [e.name, e.message]);
        return [same === given, missing, trimmed, refused];`),
    ).toEqual([
      true,
      true,
      { name: "Ada", limit: 3 },
      ["ArgsError", "stopgap args validation failed at $.id: expected int, received string"],
    ]);
  });

  it("undoes what a function did that fails, and the failure can be caught", async () => {
    expect(
      await run(`
        await ctx.run(add, { id: 1 });
        log.push(await ctx.run(addThenFail, { id: 10 }).catch(told));
        log.push(await ctx.run(add, { id: 1 }).catch(told));
        log.push(await ctx.run((ctx: Context) => { void ctx.db.exec("insert into app.t (id) values (50)"); throw new Error("sync"); }).catch(told));
        return [log, await ids(ctx)];`),
    ).toEqual([
      [
        "none failed after 10",
        '23505 duplicate key value violates unique constraint "t_pkey"',
        "none sync",
      ],
      [1],
    ]);
    const { message, code } = await failure(run("return ctx.run(addThenFail, { id: 2 });"));
    expect({ message, code }).toEqual({ message: "failed after 2", code: "P0001" });
  });

  it("SG-X10 keeps everything that a query runs from writing, and refuses it mutations", async () => {
    const refused = "25006 ctx.run: a query cannot run a mutation";
    expect(
      await run(
        `
        const nested = query(async (_args, ctx) => [ctx.db.mode, await ctx.run(add, { id: 1 }).catch(told), await ctx.run(plain).catch((e) => e.code)]);
        return [await ctx.run(add, { id: 1 }).catch(told), await ctx.run(addThenFail, { id: 1 }).catch(told), await ctx.run(plain).catch((e) => e.code), await ctx.run(list), await ctx.run(nested)];`,
        "query",
      ),
    ).toEqual([refused, refused, "25006", { mode: "ro", ids: [] }, ["ro", refused, "25006"]]);
    expect(
      await run(`
        const nested = query(async (_args, ctx) => [ctx.db.mode, await ctx.run(add, { id: 1 }).catch(told), await ctx.run(plain).catch((e) => e.code)]);
        return [await ctx.run(writes).catch((e) => e.code), await ctx.run(nested), await ctx.run(add, { id: 2 })];`),
    ).toEqual(["25006", ["ro", refused, "25006"], { mode: "rw", id: 2 }]);
  });

  it("runs queries side by side, and what may write to its end", async () => {
    expect(
      await run(`
        const slow = (name: string) => async () => { for (let i = 0; i < 2; i += 1) { log.push(name + i); await null; } };
        await Promise.all([ctx.run(query(slow("a"))), ctx.run(query(slow("b"))), ctx.run(mutation(slow("c"))), ctx.run(mutation(slow("d")))]);
        return log;`),
    ).toEqual(["a0", "b0", "c0", "c1", "d0", "d1", "a1", "b1"]);
  });

  it("tells a function who it is, and shares the rest with its caller", async () => {
    await database.client.query("begin");
    const answer = (await run(`
      const who = query((_args, ctx) => ({ fn: ctx.fn, now: ctx.now, auth: ctx.auth, frozen: Object.isFrozen(ctx.fn) }));
      const inner = await ctx.run(who);
      return { outer: { fn: ctx.fn, now: ctx.now, auth: ctx.auth, frozen: true }, inner, same: (await ctx.run((c: Context) => c.auth)) === ctx.auth };`)) as Record<
      string,
      unknown
    >;
    await database.client.query("commit");
    expect(answer["inner"]).toEqual(answer["outer"]);
    expect(answer["same"]).toBe(true);
    expect(answer["inner"]).toMatchObject({ fn: { schema: "app", name: "once" } });
  });

  it("calls imported functions, which know where they come from", async () => {
    await app.define(
      "imported",
      `import { query, internalMutation, v } from "@stopgap/runtime";
       export const touch = internalMutation(v.object({ id: v.int() }), async ({ id }, ctx) => {
         await ctx.db.exec("insert into app.t (id) values ($1)", [id]); return ctx.fn.name;
       });
       export default query((_args, ctx) => ({ mode: ctx.db.mode, schema: ctx.fn.schema, name: ctx.fn.name, hash: ctx.fn.artifactHash, oid: ctx.fn.oid }));`,
    );
    await app.define(
      "importing",
      `import { mutation } from "@stopgap/runtime";
       import who, { touch } from "@stopgap/app/imported";
       const local = (ctx: import("@stopgap/runtime").Context) => ctx.fn;
       export default mutation(async (_args, ctx) => ({
         who: await ctx.run(who), touched: await ctx.run(touch, { id: 1 }), local: await ctx.run(local), own: ctx.fn,
         failed: await ctx.run(touch, { id: 1 }).catch((e) => e.code),
       }));`,
    );
    const hashOf = async (name: string) => {
      const { rows } = await database.client.query<{ hash: string }>(
        `select plts.pointer('app.${name}(jsonb)'::regprocedure) ->> 'artifact_hash' as hash`,
      );
      return rows[0]?.hash;
    };
    // Called on its own before, it is the same function.
    await app.call("imported");
    const answer = (await app.call("importing")) as { own: { oid: number } };
    const own = { schema: "app", name: "importing", artifactHash: await hashOf("importing") };
    expect(answer).toMatchObject({
      who: { mode: "ro", schema: "app", name: "imported", hash: await hashOf("imported") },
      touched: "imported",
      local: own,
      own,
      failed: "23505",
    });
    expect(answer).toMatchObject({ who: { oid: answer.own.oid } });
  });

  it("says what it expects, and what waits for the caller is an error", async () => {
    expect(
      await run(`
        let open!: () => void; const gate = new Promise<void>((resolve) => { open = resolve; });
        const waiting = ctx.run(mutation(() => gate)).catch(told); open();
        return [await ctx.run(5 as any).catch(told), await ctx.run(undefined as any).catch(told), await waiting];`),
    ).toEqual([
      "none ctx.run expects a function: a handler of this module, or an imported one",
      "none ctx.run expects a function: a handler of this module, or an imported one",
      "P0001 ctx.run: the function waits for what only code outside of it can settle, and that code runs after it",
    ]);
  });

  it("ends with a stack overflow when functions run each other without end, and with a timeout", async () => {
    for (const wrapper of ["query", "mutation"]) {
      await app.define(
        "endless_run",
        `import { ${wrapper} } from "@stopgap/runtime";
         const again: any = ${wrapper}(async (_args, ctx) => ctx.run(again));
         export default again;`,
      );
      expect((await failure(app.call("endless_run"))).code).toBe("54001");
      await app.define(
        "endless_loop",
        `import { ${wrapper} } from "@stopgap/runtime";
         const loop = ${wrapper}(() => { for (;;); });
         export default ${wrapper}(async (_args, ctx) => { for (;;) await ctx.run(loop).catch(() => 0); });`,
      );
      await database.client.query("set statement_timeout = 100");
      expect((await failure(app.call("endless_loop"))).code).toBe("57014");
      await database.client.query("reset statement_timeout");
    }
    expect(await run("return ctx.run(list);")).toEqual({ mode: "ro", ids: [] });
  });

  it("is checked: arguments and results have the function's types", async () => {
    for (const [call, message] of [
      ["ctx.run(add, { id: 'x' })", /Type 'string' is not assignable to type 'number'/],
      ["ctx.run(add)", /Expected 2 arguments/],
      ["(await ctx.run(add, { id: 1 })).id.toUpperCase()", /toUpperCase/],
      ["(await ctx.run(plain)).nothing", /nothing/],
    ] as const) {
      expect((await failure(run(`return ${call};`))).message, call).toMatch(message);
    }
  });
});

describe("ctx.auth", () => {
  const auth = () => app.call("auth");
  beforeAll(async () => {
    await database.client.query(`
      create role auth_a; create role auth_b;
      grant app_user to auth_a, auth_b; grant usage on schema app to auth_a, auth_b;
    `);
    await app.define("auth", "export default (ctx) => ctx.auth;");
    await app.define(
      "auth_as_b",
      "export default async (ctx) => [ctx.auth, (await ctx.db.query(`select app.auth('{}') as a`))[0]?.a];",
      "security definer",
    );
    await database.client.query("alter function app.auth_as_b(jsonb) owner to auth_b");
  });
  afterAll(() =>
    database.client.query(
      "drop function app.auth_as_b(jsonb); drop owned by auth_a, auth_b; drop role auth_a, auth_b",
    ),
  );

  it("names the role in force and the one that logged in, in every call anew", async () => {
    const { rows } = await database.client.query<{ login: string }>("select session_user as login");
    const login = rows[0]?.login ?? "";
    const of = (role: string) => ({ role, sessionUser: login, claims: null });
    expect(await auth()).toEqual(of(login));
    for (let round = 0; round < 3; round += 1) {
      await database.client.query("begin");
      for (const role of ["auth_a", "auth_b"]) {
        await database.client.query(`set local role ${role}`);
        expect(await auth()).toEqual(of(role));
        expect(await app.call("auth_as_b")).toEqual([of("auth_b"), of("auth_b")]);
        expect(await auth()).toEqual(of(role));
      }
      await database.client.query("commit");
      expect(await auth()).toEqual(of(login));
    }
  });

  it("holds the claims of the token, of this call and no other", async () => {
    const claims = async () => ((await auth()) as { claims: unknown }).claims;
    await database.client.query("begin");
    await database.client.query(
      `select set_config('request.jwt.claims', '{"sub": "1", "n": 9007199254740993, "roles": ["a"]}', true)`,
    );
    expect(await app.text("auth", "{}")).toContain("9007199254740993");
    expect(await claims()).toMatchObject({ sub: "1", roles: ["a"] });
    await database.client.query(`select set_config('request.jwt.claims', '{"sub": "2"}', true)`);
    expect(await claims()).toEqual({ sub: "2" });
    await database.client.query("set local plts.claims_setting = 'myapp.claims'");
    expect(await claims()).toBeNull();
    await database.client.query(`set local myapp.claims = '{"sub": "3"}'`);
    expect(await claims()).toEqual({ sub: "3" });
    await database.client.query("commit");
    expect(await claims()).toBeNull();
  });

  it("is an error where the claims are no JSON object, when they are read, and tells nothing of them", async () => {
    await app.define("role_only", "export default (ctx) => typeof ctx.auth.role;");
    for (const text of ["{secret", "secret", "[1]", "5", "null"]) {
      await database.client.query("select set_config('request.jwt.claims', $1, false)", [text]);
      const { code, message, hint } = await failure(
        app.run("export default (ctx) => ctx.auth.claims;"),
      );
      expect({ code, message }).toEqual({
        code: "22023",
        message: "ctx.auth.claims: the setting request.jwt.claims holds no JSON object",
      });
      expect(hint).toContain("plts.claims_setting");
      expect(await app.call("role_only")).toBe("string");
    }
    await database.client.query("reset request.jwt.claims");
  });

  it("cannot be changed", async () => {
    await database.client.query(
      `select set_config('request.jwt.claims', '{"a": {"b": [{"c": 1}]}}', false)`,
    );
    for (const change of [
      "auth.role = 'x'",
      "auth.claims = {}",
      "auth.claims.a = 1",
      "auth.claims.a.b.push(1)",
      "auth.claims.a.b[0].c = 2",
    ]) {
      expect(
        await app.run(
          `export default (ctx) => { const auth: any = ctx.auth; try { ${change}; } catch (e: any) { return e.name; } };`,
        ),
        change,
      ).toBe("TypeError");
    }
    await database.client.query("reset request.jwt.claims");
  });
});
