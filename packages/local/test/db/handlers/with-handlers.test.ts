import type { Context } from "@stopgap/runtime";
import { internalQuery, mutation, query, v } from "@stopgap/runtime";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createTestDatabase,
  HandlerError,
  openHandlers,
  type TestDatabase,
  withHandlers,
} from "../../../src/testing.js";
import { add, forget, get, importAll } from "../../fixtures/stopgap/users.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.client.query(
    "create table users (id int generated always as identity primary key, email text unique)",
  );
});
afterAll(() => database.drop());

const stored = async (): Promise<number> =>
  (await database.client.query("select from users")).rowCount ?? 0;

/** What a call fails with. */
async function failure(call: Promise<unknown>): Promise<HandlerError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof HandlerError) return error;
  throw new Error("the call has not failed as a call", { cause: error });
}

/** The handler's own view of an error that it has caught. */
const told = (error: unknown): string => {
  const { code, message } = error as { readonly code?: string; readonly message: string };
  return code === undefined ? message : `${code} ${message}`;
};

describe("withHandlers", () => {
  it("runs handlers one after the other in a transaction that is rolled back", async () => {
    await withHandlers(database.client, async ({ run, client }) => {
      const ada = await run(add, { email: "ada@example.com" });
      expect(ada).toEqual({ id: expect.any(Number) as number, email: "ada@example.com" });
      expect(await run(get, { id: ada?.id ?? 0 })).toEqual(ada);
      expect(await run(get, { id: 0 })).toBeNull();
      await client.query("insert into users (email) values ('bob@example.com')");
      expect(await run(importAll, { emails: ["bob@example.com", "cleo@example.com"] })).toEqual([
        "bob@example.com",
      ]);
      expect(await run(forget, { id: ada?.id ?? 0 })).toBe(1);
      expect(await stored()).toBe(2);
    });
    expect(await stored()).toBe(0);
  });

  it("takes a pool, and calls that are started at once take turns", async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const users = await withHandlers(pool, ({ run }) =>
      Promise.all(["a@x.de", "b@x.de", "a@x.de"].map((email) => run(add, { email }).catch(told))),
    );
    expect(users).toMatchObject([
      { email: "a@x.de" },
      { email: "b@x.de" },
      '23505 duplicate key value violates unique constraint "users_email_key"',
    ]);
    expect(pool.idleCount).toBe(1);
    await pool.end();
    expect(await stored()).toBe(0);
  });

  it("needs nothing of Stopgap in the database", async () => {
    const { rows } = await database.client.query("select to_regnamespace('plts') as plts");
    expect(rows).toEqual([{ plts: null }]);
  });

  it("undoes the work of a call that fails, and the next one goes on", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const failing = mutation(async (_args, ctx) => {
        await ctx.db.exec("insert into users (email) values ('gone@example.com')");
        await ctx.db.exec("set local plts_test.a = 'changed'");
        throw new Error("undone");
      });
      expect(await failure(run(failing))).toMatchObject({ code: "P0001", message: "undone" });
      const look = query(async (_args, ctx) =>
        ctx.db.query(
          "select count(*) as n, nullif(current_setting('plts_test.a', true), '') as a from users",
        ),
      );
      expect(await run(look)).toEqual([{ n: 0, a: null }]);
    });
  });
});

describe("openHandlers", () => {
  it("works in a transaction that is somebody else's", async () => {
    const { client } = database;
    await client.query("begin");
    const { run } = await openHandlers(client);
    await run(add, { email: "kept@example.com" });
    await client.query("commit");
    expect(await stored()).toBe(1);
    await client.query("truncate users");
  });

  it("says that it needs one", async () => {
    const { run } = await openHandlers(database.client);
    await expect(run(get, { id: 1 })).rejects.toThrow(/transaction/);
  });
});

describe("arguments and results", () => {
  const echo = query((args) => args);

  it("cross as PostgreSQL's JSON: dates as text, integers past 2^53 as bigint", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const seen: unknown[] = [];
      const look = query((args) => {
        seen.push(args);
        return args;
      });
      const result = await run(look, {
        at: new Date(0),
        bytes: new Uint8Array([1, 255]),
        big: 9223372036854775807n,
        max: Number.MAX_SAFE_INTEGER,
        none: undefined,
        sum: 0.1 + 0.2,
      });
      const crossed = {
        at: "1970-01-01T00:00:00.000Z",
        bytes: "\\x01ff",
        big: 9223372036854775807n,
        max: Number.MAX_SAFE_INTEGER,
        sum: 0.1 + 0.2,
      };
      expect(seen).toEqual([crossed]);
      expect(result).toEqual(crossed);
      expect(await run(query(() => undefined))).toBeNull();
      expect(await run(echo)).toBeNull();
    });
  });

  it("have no value that has no JSON form, and the path is told", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const { code, message, detail } = await failure(run(query(() => ({ a: [1, Number.NaN] }))));
      expect({ code, message }).toEqual({
        code: "P0001",
        message: "stopgap result cannot be returned: $.a[1] is NaN, which has no JSON form",
      });
      expect(JSON.parse(detail ?? "")).toMatchObject({ stage: "result" });
      expect((await failure(run(query(() => [Promise.resolve(1)])))).message).toContain(
        "$[0] is a promise that was not awaited",
      );
      await expect(run(echo, { f: () => 1 })).rejects.toThrow(
        "arguments cannot be passed: $.f is a function, which has no JSON form",
      );
    });
  });

  it("are checked by the handler's schema, and no value is in what is told", async () => {
    await withHandlers(database.client, async ({ run, client }) => {
      const wrong = { email: "hunter2" };
      const { code, message, detail } = await failure(run(add, wrong));
      expect({ code, message }).toEqual({
        code: "P0001",
        message: "stopgap args validation failed at $.email: expected email, received string",
      });
      expect(JSON.parse(detail ?? "")).toMatchObject({
        stage: "handler",
        issues: [{ path: "$.email", message: "expected email, received string" }],
      });
      expect(detail).not.toContain("hunter2");
      await client.query("set local plts.log_level = debug");
      expect((await failure(run(add, wrong))).detail).toContain('"received":"hunter2"');
    });
  });
});

describe("ctx", () => {
  it("tells on whose behalf it runs: role and claims hold for one call", async () => {
    const role = `handlers_${process.pid.toString()}`;
    const auth = query((_args, ctx) => ({ ...ctx.auth, claims: ctx.auth.claims }));
    await withHandlers(database.client, async ({ run, client }) => {
      await client.query(`create role ${role}`);
      const before = await run(auth);
      expect(await run(auth, null, { auth: { role, claims: { sub: "1", n: 2n ** 60n } } })).toEqual(
        { role, sessionUser: before.sessionUser, claims: { sub: "1", n: 2n ** 60n } },
      );
      expect(await run(auth)).toEqual(before);
      const refused = await failure(run(get, { id: 1 }, { auth: { role } }));
      expect(refused).toMatchObject({
        code: "42501",
        message: "permission denied for table users",
      });
      expect(await run(auth)).toEqual(before);
      await client.query(`grant select on users to ${role}`);
      expect(await run(get, { id: 1 }, { auth: { role } })).toBeNull();
      await expect(run(auth, null, { auth: { role: "nobody_has_it" } })).rejects.toMatchObject({
        code: "22023",
      });
    });
  });

  it("has the roles that a handler names, and the rights that it is to have", async () => {
    const [support, owner] = ["support", "owner"].map(
      (name) => `handlers_${name}_${process.pid.toString()}`,
    ) as [string, string];
    await withHandlers(database.client, async ({ run, client }) => {
      await client.query(
        `create role ${support}; create role ${owner}; grant select on users to ${owner}`,
      );
      const list = query({ roles: [support], security: { definer: owner } }, async (_args, ctx) => [
        ctx.auth.role,
        await ctx.db.query("select id from users"),
      ]);
      expect(await run(list, undefined, { auth: { role: support } })).toEqual([owner, []]);
      expect(await failure(run(list, undefined, { auth: { role: owner } }))).toMatchObject({
        code: "42501",
        message: "permission denied for function handler",
      });
      const { rows } = await client.query("select current_user = session_user as same");
      expect(rows).toEqual([{ same: true }]);
    });
  });

  it("collects what is logged, as a client would read it, whatever becomes of the call", async () => {
    await withHandlers(database.client, async ({ run, logs }) => {
      const logging = mutation((_args, ctx) => {
        ctx.log("debug", "first");
        ctx.log("warning", "second", { id: 9007199254740993n, at: new Date(0) });
        ctx.log("nonsense" as never, "third", NaN);
        throw new Error("after");
      });
      await failure(run(logging));
      await run(add, { email: "ada@example.com" });
      expect(logs).toEqual([
        { level: "debug", message: "first" },
        {
          level: "warning",
          message: "second",
          data: { id: 9007199254740993n, at: "1970-01-01T00:00:00.000Z" },
        },
        { level: "info", message: "third", data: { problem: "$ is NaN, which has no JSON form" } },
        { level: "info", message: "a user was added", data: { id: expect.any(Number) as number } },
      ]);
    });
  });

  it("tells the start of the transaction and the function", async () => {
    const about = query((_args, ctx) => ({ now: ctx.now, fn: ctx.fn, mode: ctx.db.mode }));
    await withHandlers(database.client, async ({ run, client }) => {
      const { rows } = await client.query<{ now: string }>(
        `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
      );
      expect(await run(about)).toEqual({
        now: rows[0]?.now,
        fn: { oid: 0, schema: "node", name: "handler", artifactHash: "" },
        mode: "ro",
      });
      expect(await run(about, null, { fn: { name: "about", path: "api.about" } })).toMatchObject({
        fn: { name: "about", path: "api.about" },
      });
      const { detail } = await failure(run(get, {} as never, { fn: { name: "get" } }));
      expect(JSON.parse(detail ?? "")).toMatchObject({ function: { schema: "node", name: "get" } });
    });
  });

  it("runs other functions, internal ones too, and a query no mutation", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const inner = internalQuery((args, ctx) => [args, ctx.db.mode]);
      const plain = (ctx: Context) => [ctx.args, ctx.db.mode];
      const outer = mutation(async (_args, ctx) => [
        await ctx.run(inner, new Map([[1, 2]])).then(([args]) => args instanceof Map),
        await ctx.run(plain, 5),
      ]);
      expect(await run(outer)).toEqual([true, [5, "rw"]]);
      const reading = query((_args, ctx) => ctx.run(add, { email: "ada@example.com" }).catch(told));
      expect(await run(reading)).toBe("25006 ctx.run: a query cannot run a mutation");
    });
  });
});

describe("a failed call", () => {
  it("is told as a client is told it, with the thrown error as its cause", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const thrown = new RangeError("too far");
      const failing = query(() => {
        throw thrown;
      });
      const error = await failure(run(failing));
      expect(error).toBeInstanceOf(pg.DatabaseError);
      expect(error).toMatchObject({ code: "P0001", message: "RangeError: too far", cause: thrown });
      const { stage, stack } = JSON.parse(error.detail ?? "") as { stage: string; stack: string };
      expect(stage).toBe("handler");
      expect(stack.split("\n")[0]).toMatch(
        /^at .*test\/db\/handlers\/with-handlers\.test\.ts:\d+:\d+\)$/,
      );
    });
  });

  it("keeps the SQLSTATE, the detail and the hint of a statement", async () => {
    await withHandlers(database.client, async ({ run }) => {
      await run(add, { email: "ada@example.com" });
      const { code, detail } = await failure(run(add, { email: "ada@example.com" }));
      expect(code).toBe("23505");
      expect(JSON.parse(detail ?? "")).toMatchObject({
        detail: "Key (email)=(ada@example.com) already exists.",
      });
      const raise =
        "do $$ begin raise exception 'm' using errcode = 'AB123', hint = 'do this'; end $$";
      const raising = mutation((_args, ctx) => ctx.db.exec(raise));
      expect(await failure(run(raising))).toMatchObject({ code: "AB123", hint: "do this" });
    });
  });

  it("is one whose promise never settles", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const never = query(() => new Promise(() => undefined));
      expect((await failure(run(never))).message).toBe("handler promise never settles");
      expect(await run(query(() => 1))).toBe(1);
    });
  });

  it("is one whose statement was cancelled, whatever the handler catches", async () => {
    await withHandlers(database.client, async ({ run, client }) => {
      await client.query("set local statement_timeout = 100");
      const sleeping = mutation(async (_args, ctx) => {
        await ctx.db.query("select pg_sleep(60)").catch(told);
        await ctx.db.query("select 1").catch(told);
        return "went on";
      });
      expect((await failure(run(sleeping))).code).toBe("57014");
      expect(await run(query((_args, ctx) => ctx.db.query("select 1 as a")))).toEqual([{ a: 1 }]);
    });
  });
});

describe("trigger", () => {
  it("gives the row as it goes on", async () => {
    interface Row {
      readonly id: number;
      readonly email: string;
    }
    const lower = ({ trigger }: { readonly trigger: { readonly new: Row | null } }) =>
      trigger.new && { email: trigger.new.email.toLowerCase() };
    await withHandlers(database.client, async ({ trigger }) => {
      const row = { id: 1, email: "Ada@Example.com" };
      expect(await trigger(lower, { op: "INSERT", new: row })).toEqual({
        id: 1,
        email: "ada@example.com",
      });
      expect(await trigger(() => undefined, { op: "UPDATE", new: row, old: row })).toEqual(row);
      expect(await trigger(() => null, { op: "DELETE", old: row })).toBeNull();
      expect(await trigger(() => row, { op: "INSERT", new: row, when: "AFTER" })).toBeNull();
      const seen = await failure(
        trigger(({ trigger }) => ({ id: 1, nothing: trigger.table }), { op: "INSERT", new: row }),
      );
      expect(seen.message).toContain('a row with a column "nothing"');
      await failure(
        trigger(({ trigger }) => Object.assign(trigger.new ?? {}, { id: 2 }), {
          op: "INSERT",
          new: row,
        }),
      );
    });
  });

  it("is what ctx.trigger belongs to", async () => {
    await withHandlers(database.client, async ({ run }) => {
      expect(await failure(run((ctx: Context) => ctx.trigger))).toMatchObject({ code: "55000" });
    });
  });
});

describe("a statement", () => {
  it("finds the limits that are set, and names them", async () => {
    await withHandlers(database.client, async ({ run, client }) => {
      const rows = query(v.object({ n: v.int() }), ({ n }, ctx) =>
        ctx.db.query("select generate_series(1, $1::int)", [n]),
      );
      await client.query("set local plts.max_query_rows = 3");
      expect(await run(rows, { n: 3 })).toHaveLength(3);
      expect(await failure(run(rows, { n: 4 }))).toMatchObject({
        code: "54000",
        message: expect.stringContaining("plts.max_query_rows") as string,
      });
    });
  });

  it("cannot end the transaction, and is one", async () => {
    await withHandlers(database.client, async ({ run }) => {
      for (const sql of ["commit", "rollback", "select 1; commit", "savepoint s", "begin"]) {
        await failure(run(mutation((_args, ctx) => ctx.db.exec(sql))));
      }
      await run(add, { email: "ada@example.com" });
    });
    expect(await stored()).toBe(0);
  });

  it("of a query is read-only, and leaves no setting behind", async () => {
    await withHandlers(database.client, async ({ run, client }) => {
      await client.query(
        "create function writes() returns text language sql as 'insert into users (email) values (''x'') returning email'",
      );
      const read = query(v.object({ sql: v.string() }), ({ sql }, ctx) => ctx.db.query(sql));
      for (const sql of [
        "select writes()",
        "delete from users returning id",
        "create table t ()",
      ]) {
        expect((await failure(run(read, { sql }))).code, sql).toBe("25006");
      }
      await run(read, { sql: "select set_config('search_path', 'x', true)" });
      const { rows } = await client.query("show search_path");
      expect(rows).toEqual([{ search_path: '"$user", public' }]);
      expect(await run(add, { email: "ada@example.com" })).toMatchObject({
        email: "ada@example.com",
      });
    });
  });
});
