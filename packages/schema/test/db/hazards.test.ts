import { createTestDatabase, withRollback } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { blockedChanges, blockedMessage, compareSchema, lockModes } from "../../src/index.js";
import type { SchemaChange } from "../../src/index.js";
import { declare } from "../fixtures/declare.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

function changesFrom(before: string, tables: string): Promise<readonly SchemaChange[]> {
  return withRollback(database.client, async (client) => {
    await client.query(before);
    return compareSchema(client, await declare("", tables));
  });
}

async function hazardsFrom(before: string, tables: string): Promise<readonly string[]> {
  const changes = await changesFrom(before, tables);
  return changes.flatMap(({ hazards }) => hazards.map(({ kind }) => kind));
}

const rows = "insert into t select generate_series(1, 10)";
const withRows = (columns: string) =>
  `create table t (a int, ${columns}); insert into t (a) values (1)`;

describe("a table rewrite", () => {
  it.each([
    ["a int", "a bigint"],
    ["a varchar(20)", "a uuid"],
    ["a numeric(10,2)", "a numeric(10,4)"],
  ])("is told of %s that becomes %s", async (before, after) => {
    const create = `create table t (${before}, b int); insert into t (b) values (1)`;
    expect(await hazardsFrom(create, `create table t (${after}, b int)`)).toContain(
      "table-rewrite",
    );
  });

  it.each([
    ["a varchar(10)", "a varchar(20)"],
    ["a varchar(10)", "a text"],
    ["a numeric(10,2)", "a numeric(12,2)"],
    ["a timestamp(3)", "a timestamp"],
  ])("is not told of %s that becomes %s", async (before, after) => {
    const create = `create table t (${before}, b int); insert into t (b) values (1)`;
    expect(await hazardsFrom(create, `create table t (${after}, b int)`)).toEqual([]);
  });

  it.each([
    ["b int default 1", []],
    ["b timestamptz default now()", []],
    ["b double precision default random()", ["table-rewrite"]],
    ["b serial", ["table-rewrite"]],
    ["b int generated always as identity", ["table-rewrite"]],
    ["b int generated always as (a + 1) stored", ["table-rewrite"]],
  ])("is told of a new column where its values differ: %s", async (column, hazards) => {
    const before = `create table t (a int); ${rows}`;
    expect(await hazardsFrom(before, `create table t (a int, ${column})`)).toEqual(hazards);
  });

  it("is not told of an empty table", async () => {
    expect(await hazardsFrom("create table t (a int)", "create table t (a bigint)")).toEqual([]);
  });
});

describe("a long lock", () => {
  it.each([
    ["b int", "b int not null", ["data-loss", "long-lock"]],
    ["b int", "b int check (b > 0)", ["data-loss", "long-lock"]],
    ["b int", "b int references other", ["data-loss", "long-lock"]],
    ["b int", "b int unique", ["data-loss", "index-without-concurrently"]],
    ["b int not null", "b int", []],
    ["b int check (b > 0)", "b int", []],
    ["b int", "b int default 3", []],
  ])("is told of %s that becomes %s, where it takes one", async (before, after, hazards) => {
    const other = "create table other (id int primary key)";
    const create = `${other}; create table t (a int, ${before}); insert into t values (1, 1)`;
    expect(await hazardsFrom(create, `${other}; create table t (a int, ${after})`)).toEqual(
      hazards,
    );
    const empty = `${other}; create table t (a int, ${before})`;
    expect(
      (await hazardsFrom(empty, `${other}; create table t (a int, ${after})`)).filter(
        (kind) => kind !== "data-loss",
      ),
    ).toEqual([]);
  });

  it("is told of an index that is not built concurrently", async () => {
    const index = "create table t (a int); create index on t (a)";
    expect(await hazardsFrom(`create table t (a int); ${rows}`, index)).toEqual([
      "index-without-concurrently",
    ]);
    expect(await hazardsFrom("create table t (a int)", index)).toEqual([]);
  });

  it("is told of the rows of partitions", async () => {
    const table = "create table t (a int) partition by list (a)";
    const part = "create table t1 partition of t for values in (1)";
    expect(
      await hazardsFrom(
        `${table}; ${part}; insert into t values (1)`,
        `${table}; create index on t (a)`,
      ),
    ).toEqual(["index-without-concurrently"]);
  });
});

describe("the locks of a change", () => {
  it("are those that its statements really take", async () => {
    const before = `
      create table other (id int primary key); create table gone (id int references other);
      create table t (a int, b int, c int references other, d int unique, e text default 'x', f int);
      create index old on t (f); insert into t (a) values (1)`;
    const tables = `
      create table other (id int primary key); create table fresh (id int references other);
      create table t (a bigint not null, c int, d int, e text default 'y', f int, g int references other, check (f > 0));
      create index on t (a)`;
    await withRollback(database.client, async (client) => {
      await client.query(before);
      const declared = await declare("", tables);
      const changes = await compareSchema(client, declared);
      expect(changes.length).toBeGreaterThan(10);
      const { rows: known } = await client.query<{ oid: string; name: string }>(
        "select oid::text, 'public.' || relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace",
      );
      for (const { statements, locks, type, column } of changes) {
        await client.query("savepoint change");
        const held = await locksNow();
        for (const statement of statements) await client.query(statement);
        const taken = (await locksNow()).filter((lock) => !held.includes(lock));
        const told = locks.flatMap(({ relation, mode }) =>
          lockModes.slice(0, lockModes.indexOf(mode) + 1).map((each) => `${relation} ${each}`),
        );
        expect([type, column, taken.filter((lock) => !told.includes(lock))]).toEqual([
          type,
          column,
          [],
        ]);
      }

      async function locksNow(): Promise<readonly string[]> {
        const { rows: locks } = await client.query<{ oid: string; mode: string }>(
          "select relation::text as oid, mode from pg_locks where pid = pg_backend_pid() and mode <> 'AccessShareLock'",
        );
        return locks.flatMap(({ oid, mode }) =>
          known.filter((each) => each.oid === oid).map(({ name }) => `${name} ${mode}`),
        );
      }
    });
  });

  it("of a foreign key that is dropped are on both tables", async () => {
    const other = "create table other (id int primary key)";
    const changes = await changesFrom(
      `${other}; create table t (a int references other)`,
      `${other}; create table t (a int)`,
    );
    expect(changes.map(({ locks }) => locks)).toEqual([
      [
        { relation: "public.t", mode: "AccessExclusiveLock" },
        { relation: "public.other", mode: "AccessExclusiveLock" },
      ],
    ]);
  });
});

describe("what depends on a column", () => {
  it.each([
    ["a view", "create view seen as select b from t", "view seen"],
    ["a view of all columns", "create view seen as select * from t", "view seen"],
    ["a policy", "create policy mine on t using (b > 0)", "policy mine on table t"],
    [
      "a function with an SQL body",
      "create function f() returns int begin atomic select b from t; end",
      "function f()",
    ],
  ])("is in the way of dropping it: %s", async (_what, dependent, label) => {
    const before = `${withRows("b int")}; ${dependent}`;
    const [drop] = await changesFrom(before, "create table t (a int)");
    expect(drop?.hazards).toContainEqual({
      kind: "used-by-object",
      message: expect.stringContaining(label.split(" ").at(-1) ?? "") as string,
      accept: "drop-column:t.b",
    });
  });

  it("blocks even a safe change of its type", async () => {
    const before = `${withRows("b int")}; create view seen as select b from t`;
    const all = await changesFrom(before, "create table t (a int, b bigint)");
    const changes = all.filter(({ type }) => type !== "DropView");
    expect(changes.map(({ compatibility }) => compatibility)).toEqual(["safe"]);
    expect(blockedChanges(changes)).toEqual(changes);
    expect(blockedChanges(changes, { accept: ["modify-column-type:t.b"] })).toEqual([]);
  });

  it("is not told of a column that nothing depends on", async () => {
    const before = `${withRows("b int, c int check (c > 0) unique")}; create view seen as select a from t`;
    const after =
      "create table t (a int, c int check (c > 0) unique); create view seen as select a from t";
    const changes = await changesFrom(before, after);
    expect(changes.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))).toEqual([
      "data-loss",
    ]);
  });
});

describe("functions in SQL", () => {
  const before = `create table orders (id int, note text); create table notes (note text);
    create function reads() returns text language sql as 'select note from orders';
    create function of_alias() returns text language sql as 'select o.note from orders o, notes n';
    create function of_other() returns text language sql as 'select n.note from orders o, notes n';
    create function elsewhere() returns text language sql as 'select note from notes';
    create function writes() returns void language plpgsql as
      $$ begin update orders set note = 'x'; end $$;
    create function comments() returns int language plpgsql as
      $$ begin return (select count(*) from orders); -- note
      end $$`;

  it("are told that mention a column that is dropped", async () => {
    const changes = await changesFrom(
      before,
      "create table orders (id int); create table notes (note text)",
    );
    const found = changes.flatMap(({ hazards }) =>
      hazards.flatMap(({ kind, message }) => (kind === "used-by-function" ? [message] : [])),
    );
    expect(found).toEqual([
      "function public.of_alias() mentions orders.note",
      "function public.reads() mentions orders.note",
      "function public.writes() mentions orders.note",
    ]);
  });

  it("are told that mention a table that is dropped", async () => {
    const changes = await changesFrom(before, "create table notes (note text)");
    const found = changes.flatMap(({ hazards }) =>
      hazards.flatMap(({ kind, message }) => (kind === "used-by-function" ? [message] : [])),
    );
    expect(found).toEqual([
      "function public.comments() mentions orders",
      "function public.of_alias() mentions orders",
      "function public.of_other() mentions orders",
      "function public.reads() mentions orders",
      "function public.writes() mentions orders",
    ]);
  });
});

describe("a blocked change", () => {
  it("says why, and what accepts it; force overrides (GW-10)", async () => {
    const changes = await changesFrom(
      "create schema shop; create table orders (id int, note text, total numeric); create table old (a int); create table shop.items (a text)",
      "create table orders (id int, total numeric(10,2) not null); create table shop.items (a int)",
    );
    const blocked = blockedChanges(changes);
    expect(blockedMessage(blocked))
      .toBe(`Schema changes blocked due to potential data loss. 5 issues found:
  - DropTable old.*: Dropping table will delete all data (--accept drop-table:old)
  - DropColumn orders.note: Dropping column will delete all data in that column (--accept drop-column:orders.note)
  - ModifyColumnType orders.total: May lose precision: adding precision limit (--accept modify-column-type:orders.total)
  - ModifyColumnNullable orders.total: May fail if NULL values exist (--accept modify-column-nullable:orders.total)
  - ModifyColumnType shop.items.a: Unknown type change: TEXT -> INTEGER. Add to compatibility matrix if this should be allowed. (--accept modify-column-type:shop.items.a)

Use force=true to proceed anyway.`);
    expect(
      blockedChanges(changes, { accept: ["drop-table:old", "drop-column:orders.note"] }),
    ).toHaveLength(3);
    expect(blockedChanges(changes, { force: true })).toEqual([]);
  });

  it("has a cast where PostgreSQL has one only by way of another type", async () => {
    await withRollback(database.client, async (client) => {
      await client.query(
        "create table t (a boolean, b text[]); insert into t values (true, '{1}')",
      );
      const declared = await declare("", "create table t (a bigint, b int[])");
      for (const { statements } of await compareSchema(client, declared)) {
        for (const statement of statements) await client.query(statement);
      }
      expect(await compareSchema(client, declared)).toEqual([]);
      const { rows: kept } = await client.query("select a::text, b::text from t");
      expect(kept).toEqual([{ a: "1", b: "{1}" }]);
    });
  });
});

it("leaves nothing behind, in a transaction of its own and in one of the caller's", async () => {
  const declared = await declare(
    "create type mood as enum ('a')",
    "create table t (a int, m mood)",
  );
  const { client } = database;
  const state = async () => {
    const { rows: found } = await client.query<Record<string, unknown>>(
      "select (select count(*) from pg_namespace)::int as schemas, (select count(*) from pg_class)::int as relations, current_setting('search_path') as path",
    );
    return found;
  };
  const before = await state();
  await compareSchema(client, declared);
  expect(await state()).toEqual(before);
  await client.query("begin; create table kept (a int)");
  const within = await state();
  await compareSchema(client, declared);
  expect(await state()).toEqual(within);
  const broken = await declare("", "create table u (a int default no_such_function())");
  await expect(compareSchema(client, broken)).rejects.toMatchObject({
    code: "table_failed",
    file: "tables/tables.sql",
    line: 1,
    object: "public.u",
    sqlstate: "42883",
  });
  expect(await state()).toEqual(within);
  await client.query("rollback");
});

it("leaves out the tables of extensions and of the gateway itself (GW-23)", async () => {
  const changes = await changesFrom(
    "create table _stonescriptdb_gateway_migrations (id serial primary key); create table t (a int)",
    "create table t (a int)",
  );
  expect(changes).toEqual([]);
});
