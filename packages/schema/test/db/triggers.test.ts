import { describe, expect, it } from "vitest";

import { applySchema, compareSchema, planSchema, verifySchema } from "../../src/index.js";
import { changelog, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const orders = "create table orders (id int primary key, total int, note text);";
const count = (by: string) =>
  `create or replace function on_change() returns trigger language plpgsql as
   $$ begin new.total := new.total + ${by}; return new; end $$;`;
const files = (trigger: string, table = orders, by = "1"): Files => ({
  "tables/orders.sql": `${table} ${trigger}`,
  "functions/on_change.sql": count(by),
});
const before = "create trigger counted before insert on orders for each row";

/** A database to which a schema was applied. */
async function applied(schema: Files) {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(schema));
  return database;
}

describe("a trigger of tables/ whose function is in functions/", () => {
  it.each([
    `${before} execute function on_change()`,
    `create or replace trigger counted before insert or update of total, note on public.orders for each row
       when (new.note in ('a', 'b') and new.total > 0) execute function public.on_change('x')`,
    `create constraint trigger counted after insert on orders deferrable initially deferred for each row execute function on_change()`,
    `create trigger "Odd Name" after update on orders referencing old table as o for each statement execute function on_change();
     alter table orders disable trigger "Odd Name"; comment on trigger "Odd Name" on orders is 'x'`,
    `${before} execute function on_change(); alter table orders enable always trigger counted`,
    `create view seen as select * from orders; create trigger written instead of update on seen for each row execute function on_change()`,
  ])("is as declared after it was made, with the table or later: %s", async (trigger) => {
    const { client } = await applied(files(trigger));
    const declared = await declareFiles(files(trigger));
    expect(await compareSchema(client, declared)).toEqual([]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
    const later = await applied({ "tables/orders.sql": orders });
    expect((await planSchema(later.client, declared)).blocked).toEqual([]);
    await applySchema(later.client, declared);
    expect(await compareSchema(later.client, declared)).toEqual([]);
    expect(await applySchema(later.client, declared)).toMatchObject({ unchanged: true });
  });

  it("works, is changed, is switched on again, and is logged", async () => {
    const { client } = await applied(files(`${before} execute function on_change()`));
    await client.query("insert into orders values (1, 1); alter table orders disable trigger all");
    const again = await declareFiles(files(`${before} execute function on_change()`));
    const [enabled] = (await applySchema(client, again)).safeChanges;
    expect(enabled).toMatchObject({ type: "ModifyTrigger", before: [] });
    const changed = await declareFiles(
      files(`${before} when (new.id > 2) execute function on_change()`, orders, "10"),
    );
    await applySchema(client, changed);
    await client.query("insert into orders values (2, 1), (3, 1)");
    expect(await rowsOf(client, "select id, total from orders order by 1")).toEqual([
      { id: 1, total: 2 },
      { id: 2, total: 1 },
      { id: 3, total: 11 },
    ]);
    expect(await compareSchema(client, changed)).toEqual([]);
    expect(
      await rowsOf(
        client,
        "select change_detail ->> 'change' as change, change_detail ->> 'column' as name from _stonescriptdb_gateway_changelog where change_type = 'table_changed'",
      ),
    ).toEqual([
      { change: "ModifyTrigger", name: "counted" },
      { change: "ModifyTrigger", name: "counted" },
    ]);
  });

  it("gives way when a column that it names changes", async () => {
    const trigger =
      "create trigger counted before update of total on orders for each row when (new.total > 0) execute function on_change()";
    const { client } = await applied(files(trigger));
    const declared = await declareFiles(
      files(trigger, orders.replace("total int", "total bigint")),
    );
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type }) => type)).toEqual(["ModifyColumnType", "ModifyTrigger"]);
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("is made anew after a migration has dropped the function with it", async () => {
    const schema = files(`${before} execute function on_change()`);
    const { client } = await applied(schema);
    const declared = await declareFiles({
      ...schema,
      "migrations/1.sql": "drop function on_change() cascade",
    });
    await applySchema(client, declared);
    expect(await compareSchema(client, declared)).toEqual([]);
    await client.query("insert into orders values (1, 1)");
    expect(await rowsOf(client, "select total from orders")).toEqual([{ total: 2 }]);
  });

  it("that no file declares blocks, and goes with its function when that is accepted", async () => {
    const { client } = await applied(files(`${before} execute function on_change()`));
    const declared = await declareFiles({ "tables/orders.sql": orders });
    const error = await errorOf(applySchema(client, declared));
    expect(error).toMatchObject({ code: "blocked" });
    expect(error.message).toContain(
      "DropTrigger orders.counted: No file declares the trigger, and what it does happens no longer (--accept drop-trigger:orders.counted)",
    );
    await applySchema(client, declared, { accept: ["drop-trigger:orders.counted"] });
    expect(await changelog(client)).toContain("function_dropped on_change()");
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("is missed by a verification, and a plan names its locks", async () => {
    const schema = files(`${before} execute function on_change()`);
    const { client } = await applied(schema);
    await client.query("drop trigger counted on orders");
    const declared = await declareFiles(schema);
    expect(await verifySchema(client, declared)).toMatchObject({ passed: false });
    expect((await planSchema(client, declared)).steps).toMatchObject([
      { locks: [{ relation: "public.orders", mode: "ShareRowExclusiveLock" }] },
    ]);
  });

  it("comes with its table when that is new", async () => {
    const { client } = await applied({ "tables/other.sql": "create table other (id int);" });
    const declared = await declareFiles({
      "tables/other.sql": "create table other (id int);",
      ...files(`${before} execute function on_change()`),
    });
    await applySchema(client, declared);
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

describe("a trigger that is declared with its function in functions/", () => {
  const schema = (condition: string): Files => ({
    "tables/orders.sql": orders,
    "functions/on_change.sql": `${count("1")} create or replace trigger counted before insert on orders for each row ${condition} execute function on_change();`,
  });

  it("is declared, and made again where somebody has dropped it", async () => {
    const { client } = await applied(schema(""));
    const declared = await declareFiles(schema(""));
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
    await client.query("drop trigger counted on orders");
    await applySchema(client, declared);
    expect(await compareSchema(client, declared)).toEqual([]);
    const changed = await declareFiles(schema("when (new.id > 1)"));
    await applySchema(client, changed);
    expect(await compareSchema(client, changed)).toEqual([]);
    expect(await applySchema(client, changed)).toMatchObject({ unchanged: true });
  });
});
