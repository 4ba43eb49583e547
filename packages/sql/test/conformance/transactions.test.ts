import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let session: Client;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query("create schema app; create table app.t (id int primary key)");
  session = await database.connect();
  app = new App(session);
});
beforeEach(() => database.client.query("truncate app.t"));
afterAll(() => database.drop());

/** Runs the body of a handler that may call `add(id)`, `id` in the table, and look at what is there with `ids()`. */
function run(body: string, wrapper = "mutation"): Promise<unknown> {
  return app.run(`
    import { ${wrapper} } from "@stopgap/runtime";
    export default ${wrapper}(async (_args, ctx): Promise<any> => {
      const log: unknown[] = [];
      const add = (id: number, db = ctx.db) => db.exec("insert into app.t (id) values ($1)", [id]);
      const ids = async () => (await ctx.db.query<{ id: number }>("select id from app.t order by id")).map(({ id }) => id);
      const told = (error: any) => error instanceof Error ? error.message : error;
      ${body}
    });`);
}

async function stored(): Promise<number[]> {
  const { rows } = await database.client.query<{ id: number }>("select id from app.t order by id");
  return rows.map(({ id }) => id);
}

describe("db.transaction", () => {
  it("keeps what it did, and returns what its function returns", async () => {
    expect(
      await run(`return [
        await ctx.db.transaction(async (tx) => { await add(1, tx); await null; await add(2); return tx.mode; }),
        await ctx.db.transaction(() => 5), await ctx.db.transaction(() => undefined) ?? null,
        await ctx.db.transaction(() => ({ then: (resolve: (v: number) => void) => { resolve(6); } })),
      ];`),
    ).toEqual(["rw", 5, null, 6]);
    expect(await stored()).toEqual([1, 2]);
  });

  it("undoes what it did when its function throws or rejects, and throws the same", async () => {
    expect(
      await run(`
        const mine = new Error("mine");
        await add(1);
        for (const fail of [
          async () => { await add(2); throw mine; },
          () => { void add(3); throw mine; },
          async (tx: any) => { await add(4, tx); await Promise.reject(mine); },
          async () => { await add(5); await add(5); },
          () => { throw "text"; },
          () => Promise.reject(undefined),
        ]) await ctx.db.transaction(fail).then(() => log.push("kept"), (e) => log.push(e === mine || (e?.code ?? typeof e), e instanceof Error));
        return [log, await ids()];`),
    ).toEqual([
      [true, true, true, true, true, true, "23505", true, "string", false, "undefined", false],
      [1],
    ]);
    expect(await stored()).toEqual([1]);
  });

  it("is undone by the failure of the whole call, and by the caller's transaction", async () => {
    await failure(run(`await ctx.db.transaction(() => add(1)); throw new Error("after");`));
    await session.query("begin");
    await run("await ctx.db.transaction(() => add(2)); return null;");
    await session.query("rollback");
    expect(await stored()).toEqual([]);
  });

  it("can be nested, each all or nothing", async () => {
    expect(
      await run(`
        await ctx.db.transaction(async (a) => {
          await add(1, a);
          await a.transaction(async (b) => {
            await add(2, b);
            await b.transaction(async (c) => { await add(3, c); throw new Error("c"); }).catch((e) => log.push(e.message));
            log.push(await ids());
          });
          await a.transaction(() => { void add(4, a); throw new Error("d"); }).catch((e) => log.push(e.message));
          log.push(await ids());
        });
        await ctx.db.transaction(async (a) => { await a.transaction(() => add(5)); throw new Error("e"); }).catch((e) => log.push(e.message));
        return [log, await ids()];`),
    ).toEqual([
      ["c", [1, 2], "d", [1, 2], "e"],
      [1, 2],
    ]);
  });

  it("has nothing in it of other branches, which go on where they were", async () => {
    expect(
      await run(`
        const branch = async (id: number) => { log.push("before " + id); await null; await add(id); await null; await add(id + 1); log.push("after " + id); };
        await Promise.all([
          branch(10),
          ctx.db.transaction(async () => { log.push("begins"); await add(1); await null; await null; await null; await null; log.push("ends"); throw new Error("undone"); }).catch((e) => log.push(e.message)),
          branch(20),
        ]);
        return [log, await ids()];`),
    ).toEqual([
      ["before 10", "begins", "ends", "before 20", "undone", "after 10", "after 20"],
      [10, 11, 20, 21],
    ]);
    expect(await stored()).toEqual([10, 11, 20, 21]);
  });

  it("leaves to others what waits for it outside, whoever settles the promise", async () => {
    expect(
      await run(`
        let open!: (value: unknown) => void;
        const gate = new Promise((resolve) => { open = resolve; });
        const outside = gate.then(async (value) => { log.push("outside " + value); await add(10); });
        async function* numbers() { try { yield 1; await gate; yield 2; } finally { await add(11); } }
        const generator = numbers();
        await generator.next();
        const second = generator.next();
        await ctx.db.transaction(async () => { await add(1); open("opened"); await null; await null; log.push("inside"); throw new Error("undone"); }).catch((e) => log.push(e.message));
        await Promise.all([outside, second]); await generator.return(undefined);
        return [log, await ids()];`),
    ).toEqual([
      ["inside", "outside opened", "undone"],
      [10, 11],
    ]);
  });

  it("runs to its end at once with all that it has started, awaited or not", async () => {
    expect(
      await run(`
        void ctx.db.transaction(async (tx) => { void (async () => { await null; await null; await add(1, tx); log.push("floating"); })(); log.push("returned"); });
        log.push("next", await ids());
        return log;`),
    ).toEqual(["returned", "floating", "next", [1]]);
    expect(await stored()).toEqual([1]);
  });

  it("fails the call when it fails and nobody looks", async () => {
    const { message, code } = await failure(
      run(`await add(1); void ctx.db.transaction(async () => { await add(1); }); return "fine";`),
    );
    expect({ message, code }).toEqual({
      message: 'duplicate key value violates unique constraint "t_pkey"',
      code: "23505",
    });
    expect(
      await failure(
        run(
          `await ctx.db.transaction(() => { void Promise.reject(new Error("lost")); return 1; }); return "fine";`,
        ),
      ),
    ).toMatchObject({ message: "lost" });
    expect(
      await run(`
        let kept: any;
        await ctx.db.transaction(() => { kept = Promise.reject(new Error("handled later")); return 1; });
        return kept.catch(told);`),
    ).toBe("handled later");
    expect(await stored()).toEqual([]);
  });

  it("is an error, not a hang, when it waits for what only code outside of it can settle", async () => {
    const waits =
      "db.transaction: the function waits for what only code outside of it can settle, and that code runs after it";
    expect(
      await run(`
        let open!: () => void;
        const gate = new Promise<void>((resolve) => { open = resolve; });
        const branch = (async () => { await null; open(); return "branch"; })();
        const failed = await ctx.db.transaction(async () => { await add(1); await gate; }).catch(told);
        const never = await ctx.db.transaction(async () => { await add(2); await new Promise(() => {}); }).catch(told);
        const inner = await ctx.db.transaction(async (tx) => { const mine = tx.exec("select 1"); return tx.transaction(() => mine.then(() => "settled already")); });
        return [failed, never, inner, await branch, await ids()];`),
    ).toEqual([waits, waits, "settled already", "branch", []]);
  });

  it("gives its function a database that ends with it", async () => {
    expect(
      await run(`
        let leaked: any;
        let open!: () => void;
        const gate = new Promise<void>((resolve) => { open = resolve; });
        const late: Promise<unknown>[] = [];
        await ctx.db.transaction(async (tx) => { leaked = tx; late.push(gate.then(() => add(1, tx))); });
        open();
        for (const use of [() => leaked.query("select 1"), () => leaked.exec("select 1"), () => leaked.batch(["select 1"]), () => leaked.transaction(() => 1), () => late[0]])
          await use().catch((e: any) => log.push(e.code + " " + e.message));
        return [log, await ids()];`),
    ).toEqual([
      ["query", "exec", "batch[0]", "transaction", "exec"].map(
        (method) => `3B001 db.${method}: this transaction has ended; use ctx.db after it`,
      ),
      [],
    ]);
  });

  it("refuses what is no function", async () => {
    expect(await run("return ctx.db.transaction(5 as never).catch(told);")).toBe(
      "db.transaction expects a function",
    );
  });

  it("works in a query, which still only reads", async () => {
    expect(
      await run(
        `return [
          await ctx.db.transaction(async (tx) => [tx.mode, await tx.query("select 1 as a")]),
          await ctx.db.transaction((tx) => tx.query("insert into app.t (id) values (1) returning id")).catch((e) => e.code),
          await ctx.db.transaction((tx) => tx.exec("select 1")).catch((e) => e.code)];`,
        "query",
      ),
    ).toEqual([["ro", [{ a: 1 }]], "25006", "25006"]);
    expect(await stored()).toEqual([]);
  });

  it("fails and is caught any number of times in a session, caught errors of statements included", async () => {
    await app.define(
      "failing",
      `export default async (ctx) => {
        const seen: Record<string, number> = {};
        for (let i = 0; i < 60; i += 1) {
          try {
            await ctx.db.transaction(async (tx) => {
              await tx.exec("insert into app.t (id) values ($1)", [i]);
              if (i % 3 === 0) throw new Error("thrown");
              if (i % 3 === 1) await tx.exec("insert into app.t (id) values ($1)", [i]);
              try { await tx.query("select 1 / 0"); } catch {}
              await tx.transaction(async () => { await tx.query("select nonsense"); }).catch(() => 0);
              throw null;
            });
          } catch (error: any) { seen[error?.code ?? String(error)] = (seen[error?.code ?? String(error)] ?? 0) + 1; }
        }
        await ctx.db.transaction((tx) => tx.exec("insert into app.t (id) values (1000)"));
        return seen;
      };`,
    );
    for (let round = 0; round < 3; round += 1) {
      expect(await app.call("failing")).toEqual({ "Error: thrown": 20, "23505": 20, null: 20 });
      expect(await stored()).toEqual([1000]);
      await database.client.query("truncate app.t");
    }
    for (let i = 0; i < 50; i += 1) {
      await failure(run("return ctx.db.transaction(async () => { await add(1); await add(1); });"));
    }
    expect(await run("return ctx.db.transaction(() => add(1));")).toEqual({
      ok: true,
      rowCount: 1,
    });
  }, 60_000);

  it("undoes settings, notifications and row locks with the rest", async () => {
    expect(
      await run(`
        const setting = async () => (await ctx.db.query<{ s: string }>("select current_setting('plts_test.t', true) as s"))[0]?.s || null;
        await ctx.db.transaction(async () => { await ctx.db.exec("set plts_test.t = 'inside'"); log.push(await setting()); throw 1; }).catch(() => 0);
        log.push(await setting());
        await ctx.db.transaction(() => ctx.db.exec("set local plts_test.t = 'kept'"));
        log.push(await setting());
        return log;`),
    ).toEqual(["inside", null, "kept"]);
  });

  it("may run functions that have transactions of their own", async () => {
    await app.define(
      "inner_one",
      `export default async (ctx) => {
        const id = Number(ctx.args);
        await ctx.db.exec("insert into app.t (id) values ($1)", [id]);
        await ctx.db.transaction(async (tx) => { await tx.exec("insert into app.t (id) values (99)"); throw 1; }).catch(() => 0);
        return ctx.db.transaction(async (tx) => { await tx.exec("insert into app.t (id) values ($1)", [id + 1]); return "inner"; });
      };`,
    );
    expect(
      await run(`
        log.push(await ctx.db.transaction((tx) => tx.query("select app.inner_one('10') as a")));
        await ctx.db.transaction(async (tx) => { await tx.query("select app.inner_one('20') as a"); throw new Error("undone"); }).catch((e) => log.push(e.message));
        return [log, await ids()];`),
    ).toEqual([
      [[{ a: "inner" }], "undone"],
      [10, 11],
    ]);
  });

  it("ends with a stack overflow as with any other error", async () => {
    expect(
      await run(`
        const deep = (n: number): number => deep(n + 1) + 1;
        const nest = (): Promise<unknown> => ctx.db.transaction(async () => { await add(log.push(1)); await nest(); });
        const code = (e: any) => /stack/.test(e.message) ? "stack" : told(e);
        log.push(await ctx.db.transaction(async () => { await add(1); deep(0); }).catch(code));
        const caught = await nest().catch(code);
        return [log[0], caught, await ids()];`),
    ).toEqual(["stack", "stack", []]);
    const uncaught = await failure(
      run("const nest = (): any => ctx.db.transaction(nest); return nest();"),
    );
    expect(uncaught.code).toBe("54001");
    expect(await run("return ctx.db.transaction(() => 7);")).toBe(7);
  });

  it("can begin at any depth of the stack", async () => {
    expect(
      await run(`
        const deep = (n: number): number => deep(n + 1) + 1;
        const at = <T>(depth: number, f: () => T): T => (depth === 0 ? f() : at(depth - 1, f));
        const outcomes = new Set<string>();
        let overflows = 0;
        for (let depth = 0; overflows < 40; depth += 13) {
          const begin = () => at(depth, () => ctx.db.transaction(() => deep(0)));
          const error: any = await (async () => begin())().catch((e) => e);
          outcomes.add(/stack/.test(error.message) ? "stack" : told(error));
          const reached = await (async () => at(depth, () => ctx.db.transaction(() => 1)))().catch(() => 0);
          if (reached !== 1) overflows += 1;
        }
        return [[...outcomes], await ids(), await ctx.db.transaction(() => add(1))];`),
    ).toEqual([["stack"], [], { ok: true, rowCount: 1 }]);
  });
});

describe("a transaction that is stopped", () => {
  const endless: Readonly<Record<string, string>> = {
    "a loop": "for (;;) {}",
    "a loop that catches everything": "for (;;) { try { await tx.query('select 1'); } catch {} }",
    "a loop of awaits": "for (;;) await null;",
    "a statement": "await tx.query('select pg_sleep(1000)');",
    "transactions within": "for (;;) { await tx.transaction(() => { for (;;); }).catch(() => 0); }",
  };
  for (const [name, body] of Object.entries(endless)) {
    it(`ends with its call: ${name}`, async () => {
      await session.query("set statement_timeout = 150");
      const { code } = await failure(
        run(
          `for (;;) { try { await ctx.db.transaction(async (tx) => { await add(1); ${body} }); } catch {} }`,
        ),
      );
      expect(code).toBe("57014");
      await session.query("set statement_timeout = 0");
      expect(await stored()).toEqual([]);
      expect(await run("return ctx.db.transaction(() => ids());")).toEqual([]);
    });
  }

  it("ends with plts.max_runtime_ms, and cannot be kept", async () => {
    await session.query("set plts.max_runtime_ms = 80");
    const { code, message } = await failure(
      run(
        `await ctx.db.transaction(async () => { await add(1); try { for (;;); } catch {} return "kept"; }).catch(() => 0); return "went on";`,
      ),
    );
    expect(code).toBe("57014");
    expect(message).toContain("plts.max_runtime_ms");
    await session.query("reset plts.max_runtime_ms");
    expect(await stored()).toEqual([]);
  });

  it("ends with its session, when that is terminated", async () => {
    const doomed = await database.connect();
    const { rows } = await doomed.query<{ pid: number }>("select pg_backend_pid() as pid");
    await app.define(
      "terminated",
      `export default async (ctx) => {
        await ctx.db.transaction(async (tx) => tx.transaction(async () => {
          await tx.exec("insert into app.t (id) values (1)");
          await tx.query("select pg_notify('plts_doomed', '')");
          for (;;) { try { for (;;); } catch {} }
        }));
      };`,
    );
    const call = failure(new App(doomed).call("terminated"));
    for (let active = 0; active === 0;) {
      const { rowCount } = await database.client.query(
        "select from pg_stat_activity where pid = $1 and state = 'active' and query like '%terminated%'",
        [rows[0]?.pid],
      );
      active = rowCount ?? 0;
    }
    await database.client.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    expect((await call).code).toBe("57P01");
    expect(await stored()).toEqual([]);
    expect(await run("return ctx.db.transaction(() => 'fine');")).toBe("fine");
  });
});

describe("db.batch", () => {
  it("runs statements in order and gives the rows of each", async () => {
    expect(
      await run(`
        const built = { toSQL: () => ({ sql: "select $1::int as n", params: [7] }) };
        return [await ctx.db.batch([
          "insert into app.t (id) values (1), (2)", { sql: "insert into app.t (id) values ($1) returning id", params: [3] },
          "select id from app.t order by id", built, "create table app.made_by_batch (n int)",
        ]), await ctx.db.batch([])];`),
    ).toEqual([[[], [{ id: 3 }], [{ id: 1 }, { id: 2 }, { id: 3 }], [{ n: 7 }], []], []]);
  });

  it("undoes all of them when one fails, and names it", async () => {
    expect(
      await run(`
        for (const inputs of [
          ["insert into app.t (id) values (1)", "insert into app.t (id) values (1)", "select 1"],
          ["insert into app.t (id) values (1)", { sql: "select $1::int", params: ["x"] }],
          ["insert into app.t (id) values (1)", 5],
          ["insert into app.t (id) values (1)", { sql: "select 1", params: 5 }],
          ["insert into app.t (id) values (1)", { sql: "select $1", params: Array(300).fill("1") }],
          ["insert into app.t (id) values (1)", "select generate_series(1, 1001)"],
          "select 1",
        ]) await ctx.db.batch(inputs as never).catch((e) => log.push([e.name, e.code ?? null, e.message, e.detail ?? null]));
        return [log, await ids()];`),
    ).toEqual([
      [
        [
          "DatabaseError",
          "23505",
          'db.batch[1]: duplicate key value violates unique constraint "t_pkey"',
          "Key (id)=(1) already exists.",
        ],
        ["DatabaseError", "22P02", 'db.batch[1]: invalid input syntax for type integer: "x"', null],
        [
          "TypeError",
          null,
          "db.batch[1] expects SQL input as string, { sql, params }, or object with toSQL() or compile()",
          null,
        ],
        ["TypeError", null, "db.batch[1] params must be an array", null],
        [
          "StopgapError",
          "54000",
          "db.batch[1] parameter count (300) exceeds 256; increase plts.max_params to allow more bound parameters",
          null,
        ],
        [
          "StopgapError",
          "54000",
          "db.batch[1] returned more than 1000 rows; increase plts.max_query_rows if this result set is expected",
          null,
        ],
        ["TypeError", null, "db.batch expects an array of statements", null],
      ],
      [],
    ]);
  });

  it("only reads in a query", async () => {
    expect(
      await run(
        `return [await ctx.db.batch(["select 1 as a", "table app.t"]),
          await ctx.db.batch(["select 1", "insert into app.t (id) values (1) returning id"]).catch((e) => [e.code, e.message]), await ids()];`,
        "query",
      ),
    ).toEqual([
      [[{ a: 1 }], []],
      [
        "25006",
        expect.stringMatching(/^db\.batch\[1\]: cannot execute \w+ in a read-only transaction$/),
      ],
      [],
    ]);
  });

  it("has types by statement, or as they are given", async () => {
    expect(
      await run(`
        const [users, [count]] = await ctx.db.batch<[{ id: number }, { n: number }]>(["select 1 as id", "select 2 as n"]);
        const sum: number | undefined = count && users.map(({ id }) => id + count.n)[0];
        const [first] = await ctx.db.batch(["select 3 as c"]);
        const row: Record<string, unknown> | undefined = first[0];
        return [sum, row];`),
    ).toEqual([3, { c: 3 }]);
  });
});
