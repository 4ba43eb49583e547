import { type Context, mutation, query } from "@stopgap/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase, withHandlers } from "../../../src/testing.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.client.query("create table t (id int primary key)");
});
afterAll(() => database.drop());

const add = (db: Context["db"], id: number) => db.exec("insert into t (id) values ($1)", [id]);
const ids = async ({ db }: Context): Promise<number[]> =>
  (await db.query<{ id: number }>("select id from t order by id")).map(({ id }) => id);
const told = (error: unknown): string => (error as Error).message;

/** Runs a mutation, and returns what it returns and what is in the table afterwards. */
async function outcome(body: (ctx: Context) => unknown): Promise<readonly unknown[]> {
  return withHandlers(database.client, async ({ run, client }) => {
    const result = await run(mutation((_args, ctx) => body(ctx))).catch(told);
    const { rows } = await client.query<{ id: number }>("select id from t order by id");
    return [result, rows.map(({ id }) => id)];
  });
}

describe("statements that are started at once", () => {
  it("run in order, each in a savepoint of its own", async () => {
    expect(
      await outcome((ctx) =>
        Promise.all(
          [1, 2, 1, 3, 2].map((id) =>
            add(ctx.db, id).then(
              ({ rowCount }) => rowCount,
              () => "twice",
            ),
          ),
        ),
      ),
    ).toEqual([
      [1, 1, "twice", 1, "twice"],
      [1, 2, 3],
    ]);
  });

  it("are done before the call ends, awaited or not", async () => {
    expect(
      await outcome((ctx) => {
        void add(ctx.db, 1).then(() => add(ctx.db, 2).then(() => add(ctx.db, 3)));
        return "returned";
      }),
    ).toEqual(["returned", [1, 2, 3]]);
  });
});

describe("a transaction", () => {
  it("has nothing in it of other branches", async () => {
    expect(
      await outcome(async (ctx) => {
        const branch = async (id: number) => {
          await add(ctx.db, id);
          await add(ctx.db, id + 1);
        };
        await Promise.all([
          branch(10),
          ctx.db
            .transaction(async (tx) => {
              await add(tx, 1);
              await add(ctx.db, 2);
              throw new Error("undone");
            })
            .catch(told),
          branch(20),
        ]);
        return ids(ctx);
      }),
    ).toEqual([
      [10, 11, 20, 21],
      [10, 11, 20, 21],
    ]);
  });

  it("undoes its own work alone, and can be nested and caught", async () => {
    expect(
      await outcome(async (ctx) => {
        await ctx.db.transaction(async (a) => {
          await add(a, 1);
          await a
            .transaction(async (b) => {
              await add(b, 2);
              await add(b, 1);
            })
            .catch(told);
          await a.transaction((b) => add(b, 3));
          await ctx.run(mutation((_args, inner) => add(inner.db, 4)));
          await ctx
            .run(async (inner: Context) => {
              await add(inner.db, 5);
              throw new Error("undone");
            })
            .catch(told);
        });
        return ctx.db.transaction(() => Promise.reject(new Error("mine"))).catch(told);
      }),
    ).toEqual(["mine", [1, 3, 4]]);
  });

  it("does what its function has started before it ends", async () => {
    expect(
      await outcome(async (ctx) => {
        await ctx.db.transaction((tx) => {
          void add(tx, 1).then(() => add(tx, 2));
          return "returned";
        });
        return ids(ctx);
      }),
    ).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it("gives its function a database that ends with it", async () => {
    expect(
      await outcome(async (ctx) => {
        const kept: Context["db"][] = [];
        const late: Promise<unknown>[] = [];
        const before = Promise.resolve().then(() => {
          for (const tx of kept) late.push(add(tx, 7).catch(told));
        });
        await ctx.db.transaction(async (tx) => {
          kept.push(tx);
          await add(tx, 1);
        });
        await before;
        const [tx] = kept;
        return [tx && (await add(tx, 8).catch(told)), ...(await Promise.all(late))];
      }),
    ).toEqual([
      Array.from({ length: 2 }, () => "db.exec: this transaction has ended; use ctx.db after it"),
      [1],
    ]);
  });

  it("is an error where it waits for what comes after it, and not a hang", async () => {
    expect(
      await outcome(async (ctx) => {
        let after: Promise<unknown> = Promise.resolve();
        const waiting = ctx.db.transaction(async (tx) => {
          await add(tx, 1);
          await after;
        });
        after = add(ctx.db, 2);
        return [await waiting.catch(told), await ids(ctx)];
      }),
    ).toEqual([
      [
        "db.transaction: the function waits for what only code outside of it can settle, and that code runs after it",
        [2],
      ],
      [2],
    ]);
  });
});

describe("a batch", () => {
  it("is all or nothing, and reads everything first", async () => {
    expect(
      await outcome(async (ctx) => [
        await ctx.db.batch(["insert into t values (1)", "select id from t"]),
        await ctx.db.batch(["insert into t values (2)", "insert into t values (1)"]).catch(told),
        await ctx.db.batch(["insert into t values (3)", 5 as never]).catch(told),
      ]),
    ).toEqual([
      [
        [[], [{ id: 1 }]],
        'db.batch[1]: duplicate key value violates unique constraint "t_pkey"',
        "db.batch[1] expects SQL input as string, { sql, params }, or object with toSQL() or compile()",
      ],
      [1],
    ]);
  });
});

describe("a ctx that was kept", () => {
  it("does not write in a query, and does nothing once its call has ended", async () => {
    await withHandlers(database.client, async ({ run }) => {
      const kept: Context[] = [];
      await run(
        mutation((_args, ctx) => {
          kept.push(ctx);
        }),
      );
      const use = async () => Promise.all(kept.map(({ db }) => add(db, 1).catch(told)));
      expect(await run(query(use))).toEqual([
        "this ctx.db was kept from a call that may write; a query reads with its own",
      ]);
      expect(await run(mutation(use))).toEqual([{ ok: true, rowCount: 1 }]);
      expect(await use()).toEqual(["a ctx was used after its call had ended"]);
    });
  });
});
