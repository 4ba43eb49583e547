import { describe, expect, it } from "vitest";

import { applySchema, compareSchema, planSchema, verifySchema } from "../../src/index.js";
import { emptyDatabase, errorOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const table = "create table orders (id int primary key, owner text, state varchar(9));";
const secured = `${table} alter table orders enable row level security;`;
const files = (policies: string, before = secured): Files => ({
  "tables/orders.sql": `${before} ${policies}`,
});
const mine = "create policy mine on orders for select using (owner = current_user)";

/** A database to which a schema was applied. */
async function applied(schema: Files) {
  const database = await emptyDatabase();
  await applySchema(database.client, await declareFiles(schema));
  return database;
}

describe("a policy", () => {
  it.each([
    mine,
    `create policy "Odd Name" on public.orders as restrictive to pg_monitor, current_user with check (state in ('a', 'b'))`,
    "create policy p on orders using (exists (select from orders o where o.id > orders.id)); alter table orders force row level security",
  ])("is as declared after it was made, with the table or later: %s", async (policy) => {
    const { client } = await applied(files(policy));
    const declared = await declareFiles(files(policy));
    expect(await compareSchema(client, declared)).toEqual([]);
    const later = await applied(files("", table));
    const plan = await planSchema(later.client, declared);
    expect(plan.blocked).toEqual([]);
    expect(plan.steps.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))).toContain(
      "access",
    );
    await applySchema(later.client, declared);
    expect(await compareSchema(later.client, declared)).toEqual([]);
    expect(await applySchema(later.client, declared)).toMatchObject({ unchanged: true });
  });

  it("may call a function of functions/", async () => {
    const schema = {
      ...files("create policy mine on orders using (owner = me())"),
      "functions/me.sql":
        "create function me() returns text stable language sql as 'select ''x''';",
    };
    const { client } = await applied(schema);
    expect(await compareSchema(client, await declareFiles(schema))).toEqual([]);
    const later = await applied(files("", table));
    await applySchema(later.client, await declareFiles(schema));
    expect(await compareSchema(later.client, await declareFiles(schema))).toEqual([]);
  });

  it("blocks when it changes or goes, each with a name of its own", async () => {
    const { client } = await applied(
      files(`${mine}; create policy less on orders as restrictive using (id > 0)`),
    );
    const declared = await declareFiles(files(mine.replace("owner =", "owner <>")));
    const { message } = await errorOf(applySchema(client, declared));
    expect(message).toContain(
      "ModifyPolicy orders.mine: Rows that were hidden may be seen or changed, and others no longer (--accept modify-policy:orders.mine)",
    );
    expect(message).toContain(
      "DropPolicy orders.less: Rows that this policy hides can be seen or changed (--accept drop-policy:orders.less)",
    );
    expect(await verifySchema(client, declared)).toMatchObject({ passed: false });
    const accept = ["modify-policy:orders.mine", "drop-policy:orders.less"];
    const { incompatibleChanges } = await applySchema(client, declared, { accept });
    expect(incompatibleChanges).toHaveLength(2);
    expect(incompatibleChanges[0]?.locks).toEqual([
      { relation: "public.orders", mode: "AccessExclusiveLock" },
    ]);
    expect(await compareSchema(client, declared)).toEqual([]);
  });

  it("gives way when a column or a view that it reads changes", async () => {
    const schema = (type: string): Files =>
      files(
        `${mine}; create view v as select id, owner from orders; create table other (id int); create policy seen on other using (id in (select id from v))`,
        secured.replace("owner text", `owner ${type}`),
      );
    const { client } = await applied(schema("varchar(20)"));
    const declared = await declareFiles(schema("text"));
    const { safeChanges } = await applySchema(client, declared);
    expect(safeChanges.map(({ type }) => type)).toEqual([
      "ModifyColumnType",
      "ModifyView",
      "ModifyPolicy",
      "ModifyPolicy",
    ]);
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});

describe("row level security", () => {
  it("that is switched off or no longer forced blocks", async () => {
    const { client } = await applied(files("alter table orders force row level security;"));
    const declared = await declareFiles(files("", table));
    const { message } = await errorOf(applySchema(client, declared));
    expect(message).toContain("(--accept disable-row-security:orders)");
    expect(message).toContain("(--accept unforce-row-security:orders)");
    const accept = ["disable-row-security:orders", "unforce-row-security:orders"];
    await applySchema(client, declared, { accept });
    expect(await compareSchema(client, declared)).toEqual([]);
  });
});
