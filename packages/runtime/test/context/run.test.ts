import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type Context,
  type DbApi,
  internalMutation,
  mutation,
  query,
  type Run,
  v,
} from "../../src/index.js";

/** Types only: nothing of it runs. */
function withContext(_look: (ctx: Context) => void): void {
  expect(_look).toBeTypeOf("function");
}

const add = mutation(v.object({ id: v.int(), note: v.optional(v.string()) }), async ({ id }) =>
  Promise.resolve({ id }),
);
const list = query(() => [1, 2]);
const hidden = internalMutation(v.int(), (args) => String(args));

describe("the types of ctx.run", () => {
  it("are those of the function that is run", () => {
    withContext((ctx) => {
      expectTypeOf(ctx.run(add, { id: 1 })).toEqualTypeOf<Promise<{ id: number }>>();
      expectTypeOf(ctx.run(add, { id: 1, note: "n" })).toEqualTypeOf<Promise<{ id: number }>>();
      expectTypeOf(ctx.run(list)).toEqualTypeOf<Promise<number[]>>();
      expectTypeOf(ctx.run(list, { any: 1 })).toEqualTypeOf<Promise<number[]>>();
      expectTypeOf(ctx.run(hidden, 5)).toEqualTypeOf<Promise<string>>();
      expectTypeOf(ctx.run((inner: Context) => inner.db.mode)).toEqualTypeOf<
        Promise<"ro" | "rw">
      >();
    });
  });

  it("refuse other arguments, missing ones, and what is no function", () => {
    withContext((ctx) => {
      // @ts-expect-error -- a string where a number is expected
      void ctx.run(add, { id: "1" });
      // @ts-expect-error -- no arguments
      void ctx.run(add);
      // @ts-expect-error -- a key too many
      void ctx.run(add, { id: 1, other: 2 });
      // @ts-expect-error -- no function
      void ctx.run(5);
    });
    expectTypeOf<Context["run"]>().toEqualTypeOf<Run>();
  });
});

describe("the types of ctx.db", () => {
  it("tell a batch's rows by statement, and a transaction's result by its function", () => {
    withContext(({ db }) => {
      type Row = Record<string, unknown>;
      expectTypeOf(db.batch(["select 1", { sql: "select 2" }])).toEqualTypeOf<
        Promise<[Row[], Row[]]>
      >();
      expectTypeOf(db.batch<[{ id: number }, { n: string }]>(["a", "b"])).toEqualTypeOf<
        Promise<[{ id: number }[], { n: string }[]]>
      >();
      // @ts-expect-error -- more rows are named than there are statements
      void db.batch<[{ id: number }, { n: string }]>(["a"]);
      expectTypeOf(db.transaction(async (tx) => (await tx.query("a")).length)).toEqualTypeOf<
        Promise<number>
      >();
      expectTypeOf(db.transaction((tx) => tx)).toEqualTypeOf<Promise<DbApi>>();
    });
  });
});
