import { expect, it } from "vitest";

import { applySchema, compareSchema, planSchema } from "../../src/index.js";
import { changelog, emptyDatabase, rowsOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const bare: Files = {
  "types/types.sql":
    "create type mood as enum ('good'); create domain email as text constraint at check (value like '%@%'); create type place as (street text);",
  "tables/orders.sql": `create table orders (id int primary key, total int constraint positive check (total > 0), note text);
    create index orders_note on orders (note); create sequence counter; alter table orders enable row level security;
    create policy mine on orders using (true);
    create view seen as select id from orders; create materialized view kept as select id, total from orders;
    create index kept_id on kept (id);
    create trigger counted before insert on orders for each row execute function on_change();`,
  "functions/f.sql":
    "create function on_change() returns trigger language plpgsql as 'begin return new; end';",
};

const comments = (text: string): Files => ({
  ...bare,
  "types/types.sql": `${bare["types/types.sql"] ?? ""}
    comment on type mood is '${text}'; comment on domain email is '${text}'; comment on column place.street is '${text}';
    comment on constraint at on domain email is '${text}'; comment on type public.place is '${text}';`,
  "tables/orders.sql": `${bare["tables/orders.sql"] ?? ""}
    comment on table orders is '${text}'; comment on column public.orders.note is '${text}';
    comment on constraint positive on orders is '${text}'; comment on constraint orders_pkey on orders is '${text}';
    comment on index orders_note is '${text}'; comment on sequence counter is '${text}';
    comment on policy mine on orders is '${text}'; comment on view seen is '${text}'; comment on column seen.id is '${text}';
    comment on materialized view kept is '${text}'; comment on index kept_id is '${text}';
    comment on trigger counted on orders is '${text}';`,
});
const count = 17;

it("comments are as declared after they were made, changed and taken away, and logged", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(bare));
  for (const text of ["first", "it''s public.orders \\ second"]) {
    const declared = await declareFiles(comments(text));
    const { steps, blocked } = await planSchema(client, declared);
    expect([steps.length, blocked]).toEqual([count, []]);
    const { safeChanges } = await applySchema(client, declared);
    expect(new Set(safeChanges.map(({ type }) => type))).toEqual(new Set(["ModifyComment"]));
    expect(await compareSchema(client, declared)).toEqual([]);
    expect(await applySchema(client, declared)).toMatchObject({ unchanged: true });
  }
  expect(await changelog(client)).toContain("comment_changed orders");
  expect(
    await rowsOf(client, "select obj_description('orders'::regclass, 'pg_class') as comment"),
  ).toEqual([{ comment: "it's public.orders \\ second" }]);
  await applySchema(client, await declareFiles(bare));
  expect(
    await rowsOf(client, "select obj_description('orders'::regclass, 'pg_class') as comment"),
  ).toEqual([{ comment: null }]);
});

it("comments come with a new database, and with new tables of an existing one", async () => {
  const declared = await declareFiles(comments("x"));
  const fresh = await emptyDatabase();
  await applySchema(fresh.client, declared);
  expect(await compareSchema(fresh.client, declared)).toEqual([]);
  const other = await emptyDatabase();
  await applySchema(
    other.client,
    await declareFiles({ "tables/a.sql": "create table a (id int)" }),
  );
  const both = await declareFiles({ ...comments("x"), "tables/a.sql": "create table a (id int)" });
  await applySchema(other.client, both);
  expect(await compareSchema(other.client, both)).toEqual([]);
});

it("comments stay on what is dropped and made anew", async () => {
  const { client } = await emptyDatabase();
  await applySchema(client, await declareFiles(comments("x")));
  const files = comments("x");
  const declared = await declareFiles({
    ...files,
    "tables/orders.sql": (files["tables/orders.sql"] ?? "")
      .replace("total int", "total bigint")
      .replace("check (total > 0)", "check (total >= 0)")
      .replace("orders (note)", "orders (note, id)")
      .replace("create trigger counted before insert", "create trigger counted before update"),
  });
  await applySchema(client, declared, { accept: ["modify-constraint:orders.positive"] });
  expect(await compareSchema(client, declared)).toEqual([]);
});
