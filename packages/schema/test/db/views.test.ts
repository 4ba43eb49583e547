import { describe, expect, it } from "vitest";

import { applySchema, compareSchema, planSchema, verifySchema } from "../../src/index.js";
import { changelog, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const orders = "create table orders (id int primary key, total int, note text);";

/** A database to which a schema was applied. */
async function applied(files: Files) {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(files));
  return database;
}

const views = (text: string, table = orders): Files => ({
  "tables/orders.sql": table,
  "tables/views.sql": text,
});

describe("a view", () => {
  it.each([
    "create view v as select * from orders",
    "create view v (a, b) as select id, total + 1 from orders where note in ('a', 'b')",
    "create view v with (security_invoker = true, security_barrier) as select id from public.orders",
    "create or replace view v as select id from orders where id > 0 with local check option",
    "create view w as select v.id from v; create view v as select id from orders",
    "create recursive view v (n) as values (1) union all select n + 1 from v where n < 5",
    "create materialized view v as select id, count(*) from orders group by 1 with data; create unique index on v (id)",
    "create materialized view v as select 1 as id with no data",
    `create view "Odd Name" as select id as "Weird Id" from orders; grant select on "Odd Name" to public; comment on view "Odd Name" is 'x'`,
  ])("is as declared after it was made: %s", async (text) => {
    const files = views(text);
    const { client } = await applied(files);
    const declared = await declareFiles(files);
    expect(await compareSchema(client, declared)).toEqual([]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
    // Made by the comparison, from what PostgreSQL says of it.
    const later = await applied({ "tables/orders.sql": orders });
    await applySchema(later.client, declared);
    expect(await compareSchema(later.client, declared)).toEqual([]);
  });

  it("is the same in PostgreSQL's first and second spelling", async () => {
    const table = "create table orders (id int primary key, state varchar(10));";
    const files = views("create view v as select id from orders where state in ('a', 'b')", table);
    const { client } = await applied({ "tables/orders.sql": table });
    const declared = await declareFiles(files);
    expect((await applySchema(client, declared)).safeChanges).toHaveLength(1);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
  });

  it("is made where it is new, replaced where columns are appended, and logged", async () => {
    const { client } = await applied({ "tables/orders.sql": orders });
    await applySchema(client, await declareFiles(views("create view v as select id from orders")));
    await client.query("create view undeclared as select id from v");
    const declared = await declareFiles(
      views(
        "create view v as select id, total from orders where total > 0; create view undeclared as select id from v",
      ),
    );
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type, before }) => [type, before])).toEqual([["ModifyView", []]]);
    expect(await changelog(client)).toEqual([
      "table_created orders",
      "view_created v",
      "view_changed v",
    ]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
  });

  it("is made anew with its rights and what reads it where it cannot be replaced", async () => {
    const text = (columns: string) =>
      `create view v as select ${columns} from orders; create view w as select id from v`;
    const { client } = await applied(views(text("id, total")));
    await client.query(
      "grant select on v to public; grant select (id) on w to pg_read_all_data with grant option",
    );
    const declared = await declareFiles(views(text("note, id")));
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type, table }) => `${type} ${table.name}`)).toEqual([
      "ModifyView v",
      "ModifyView w",
    ]);
    expect(await compareSchema(client, declared)).toEqual([]);
    expect(
      await rowsOf(
        client,
        `select has_table_privilege('pg_monitor', 'v', 'select') as v,
           has_column_privilege('pg_read_all_data', 'w', 'id', 'select with grant option') as w`,
      ),
    ).toEqual([{ v: true, w: true }]);
  });

  it("gives way when the columns of its table change, and has those of its declaration then", async () => {
    const text =
      "create view v as select id, total from orders; create view w as select id from v where total > 0";
    const { client } = await applied(views(text));
    await client.query("insert into orders values (1, 2, 'x')");
    const declared = await declareFiles(views(text, orders.replace("total int", "total bigint")));
    const plan = await planSchema(client, declared);
    expect(plan.blocked).toEqual([]);
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type, table }) => `${type} ${table.name}`)).toEqual([
      "ModifyColumnType orders",
      "ModifyView v",
      "ModifyView w",
    ]);
    expect(await compareSchema(client, declared)).toEqual([]);
    expect(await rowsOf(client, "select id from w")).toEqual([{ id: 1 }]);
  });

  it("lets go of a column that is dropped", async () => {
    const { client } = await applied(views("create view v as select id, note from orders"));
    const declared = await declareFiles(
      views("create view v as select id from orders", orders.replace(", note text", "")),
    );
    const error = await errorOf(applySchema(client, declared));
    expect(error.message).toContain("1 issues found");
    await applySchema(client, declared, { accept: ["drop-column:orders.note"] });
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("that no file declares blocks, and is dropped when that is accepted", async () => {
    const { client } = await applied(views("create view v as select id from orders"));
    const declared = await declareFiles({ "tables/orders.sql": orders });
    const error = await errorOf(applySchema(client, declared));
    expect(error).toMatchObject({ code: "blocked" });
    expect(error.message).toContain("DropView v.*");
    expect(error.message).toContain("(--accept drop-view:v)");
    expect((await planSchema(client, declared)).blocked).toHaveLength(1);
    expect(await verifySchema(client, declared)).toMatchObject({ passed: false });
    await applySchema(client, declared, { accept: ["drop-view:v"] });
    expect(await changelog(client)).toContain("view_dropped v");
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("blocks when a function mentions the view that goes, or its column", async () => {
    const f = "create function f() returns int language sql as 'select total from v limit 1';";
    const files = views("create view v as select id, total from orders");
    const { client } = await applied({ ...files, "functions/f.sql": f });
    await client.query("create function g() returns int language sql as 'select id from v'");
    const changed = await declareFiles(views("create view v as select total, note from orders"));
    const error = await errorOf(applySchema(client, changed));
    expect(error.message).toContain(
      "ModifyView v.*: function public.g() mentions v.id (--accept modify-view:v)",
    );
    const without = await declareFiles({ "tables/orders.sql": orders, "functions/f.sql": f });
    expect((await errorOf(applySchema(client, without))).message).toContain(
      "function public.f of functions/f.sql mentions v",
    );
  });

  it("is missed by a verification", async () => {
    const files = views("create view v as select id from orders");
    const { client } = await applied(files);
    await client.query("drop view v");
    const { passed, errorLog } = await verifySchema(client, await declareFiles(files));
    expect(passed).toBe(false);
    expect(errorLog).toContain("v: CreateView");
  });

  it("that something else depends on blocks before it is made anew", async () => {
    const { client } = await applied(views("create view v as select id, total from orders"));
    await client.query("create function f() returns bigint begin atomic select id from v; end");
    const declared = await declareFiles(views("create view v as select id from orders"));
    const error = await errorOf(applySchema(client, declared));
    expect(error.message).toContain("f() depends on it");
    expect(error.message).toContain("(--accept modify-view:v)");
  });
});

describe("a materialized view", () => {
  const kept = (query: string) =>
    `create materialized view kept as ${query}; create unique index kept_id on kept (id)`;

  it("is computed anew when its query changes, with its indexes, and the plan says so", async () => {
    const { client } = await applied(views(kept("select id from orders")));
    await client.query("insert into orders values (1, 2, 'x')");
    const declared = await declareFiles(views(kept("select id, total from orders")));
    const plan = await planSchema(client, declared);
    expect(plan.steps.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))).toEqual([
      "refresh",
    ]);
    expect(plan.steps[0]?.locks).toContainEqual({
      relation: "public.kept",
      mode: "AccessExclusiveLock",
    });
    await applySchema(client, declared);
    expect(await rowsOf(client, "select * from kept")).toEqual([{ id: 1, total: 2 }]);
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("gets and loses indexes without being computed", async () => {
    const query = "create materialized view kept as select id, total from orders;";
    const { client } = await applied(views(`${query} create index on kept (id)`));
    const declared = await declareFiles(views(`${query} create index on kept (total)`));
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type }) => type)).toEqual(["DropIndex", "CreateIndex"]);
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

describe("a view that calls a function of functions/", () => {
  const f = (body: string) =>
    `create function twice(n int) returns int language sql immutable as 'select ${body}';`;
  const files = (query: string, body = "n * 2"): Files => ({
    ...views(`create view v as ${query}; create view w as select * from v`),
    "functions/twice.sql": f(body),
    "functions/reads.sql":
      "create function reads() returns bigint language sql as 'select sum(t) from w';",
  });

  it("comes after it, and before the bodies that read the view", async () => {
    const declared = await declareFiles(files("select twice(total) as t from orders"));
    const { client } = await applied(files("select twice(total) as t from orders"));
    expect(await rowsOf(client, "select reads()")).toEqual([{ reads: null }]);
    expect(await compareSchema(client, declared)).toEqual([]);
    const other = await emptyDatabase();
    expect((await planSchema(other.client, declared)).steps.at(-1)?.object).toBe("reads()");
  });

  it("is made in an existing database when the function is there", async () => {
    const { client } = await applied({ "tables/orders.sql": orders });
    const declared = await declareFiles(files("select twice(total) as t from orders"));
    const plan = await planSchema(client, declared);
    expect(plan.blocked).toEqual([]);
    await applySchema(client, declared);
    await client.query("insert into orders values (1, 2)");
    expect(await rowsOf(client, "select reads()::int")).toEqual([{ reads: 4 }]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
    const changed = await declareFiles(files("select twice(total) + 1 as t from orders", "n * 3"));
    await applySchema(client, changed);
    expect(await rowsOf(client, "select reads()::int")).toEqual([{ reads: 7 }]);
    expect(await compareSchema(client, changed)).toEqual([]);
  });
});
