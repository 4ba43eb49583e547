import { expectTypeOf, it } from "vitest";
import type { DbApi } from "../../src/index.js";

declare const db: DbApi;

interface User {
  readonly id: number;
}

/** The shape of Kysely's queries. */
interface KyselyQuery<Row> {
  compile(): { readonly sql: string; readonly parameters: readonly unknown[] };
  execute(): Promise<Row[]>;
}
declare const kyselyQuery: KyselyQuery<User>;

/** The shape of Drizzle's: what it resolves to is named by properties, which the rows of `db.query` are not. */
interface DrizzleQuery<Row> {
  toSQL(): { readonly sql: string; readonly params: unknown[] };
  execute(): Promise<Row[]>;
}
declare const drizzleQuery: DrizzleQuery<User>;

it("types the rows of a query that knows them", () => {
  const read = async () => {
    expectTypeOf(await db.query(kyselyQuery)).toEqualTypeOf<User[]>();
    expectTypeOf(await db.query(kyselyQuery, [1])).toEqualTypeOf<User[]>();
    expectTypeOf(await db.query<{ other: string }>(kyselyQuery)).toEqualTypeOf<
      { other: string }[]
    >();
  };
  expectTypeOf(read).toBeFunction();
});

it("leaves the rows of any other query to whoever asks for them", () => {
  const read = async () => {
    expectTypeOf(await db.query("select 1")).toEqualTypeOf<Record<string, unknown>[]>();
    expectTypeOf(await db.query(drizzleQuery)).toEqualTypeOf<Record<string, unknown>[]>();
    expectTypeOf(await db.query<User>(drizzleQuery)).toEqualTypeOf<User[]>();
    // @ts-expect-error a number is no statement
    await db.query(1);
  };
  expectTypeOf(read).toBeFunction();
});

it("types each statement of a batch by itself", () => {
  const read = async () => {
    const [users, others] = await db.batch([kyselyQuery, "select 1"]);
    expectTypeOf(users).toEqualTypeOf<User[]>();
    expectTypeOf(others).toEqualTypeOf<Record<string, unknown>[]>();
    const [named] = await db.batch<[User]>(["select id from app.users"]);
    expectTypeOf(named).toEqualTypeOf<User[]>();
  };
  expectTypeOf(read).toBeFunction();
});
