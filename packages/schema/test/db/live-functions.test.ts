import { createTestDatabase, withRollback, withServerLock } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import type { Client } from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";

import { blockedChanges, compareSchema } from "../../src/index.js";
import { declare } from "../fixtures/declare.js";

let database: TestDatabase;
beforeAll(async () => {
  const installAlone = (client: Client) => withServerLock("roles", () => install(client));
  database = await createTestDatabase({ template: { key: "stopgap", install: installAlone } });
  const { client } = database;
  await client.query(
    "create table orders (id int, note text, total numeric); create table lines (id int, note text)",
  );
  await installAlone(client);
  await define("reads", "ctx.db.query('select note from orders where id = $1', [args.id])");
  await define("writes", "ctx.db.query(`update public.orders set note = ${'$'}1`, [args.note])");
  await define("of_all", "ctx.db.query('select * from orders')[0].note");
  await define("of_all_but", "ctx.db.query('select * from orders')[0].total");
  await define("in_parts", "ctx.db.query('select ' + ['id', 'note'].join() + ' from orders')");
  await define("elsewhere", "ctx.db.query('select note from lines')");
  await define("of_other", "ctx.db.query('select l.note from lines l join orders o using (id)')");
  await define("comments", "ctx.db.query('select id from orders -- without a note')");
  await define("says", "'a note on nothing'");
  await client.query("select stopgap.deploy('prod', 'app')");
  await client.query("drop schema app cascade");
});
afterAll(() => database.drop());

async function define(name: string, expression: string): Promise<void> {
  const { client } = database;
  const source = `export default (args: any, ctx: any) => ${expression};`;
  await client.query("create schema if not exists app");
  await client.query(
    `create function app.${name}(args jsonb) returns jsonb language plts as ${client.escapeLiteral(source)}`,
  );
}

async function usersAfter(tables: string): Promise<readonly string[]> {
  const changes = await compareSchema(database.client, await declare("", tables));
  expect(blockedChanges(changes)).toEqual(changes);
  return changes.flatMap(({ hazards }) =>
    hazards.flatMap(({ kind, message }) => (kind === "used-by-function" ? [message] : [])),
  );
}

const lines = "create table lines (id int, note text)";

it("tells the live functions that mention a column that is dropped", async () => {
  expect(await usersAfter(`create table orders (id int, total numeric); ${lines}`)).toEqual(
    ["in_parts", "of_all", "reads", "writes"].map(
      (name) => `live function live_deployment.${name} mentions orders.note`,
    ),
  );
});

it("tells the live functions that mention a column that is narrowed", async () => {
  const tables = `create table orders (id int, note varchar(10), total numeric); ${lines}`;
  expect(await usersAfter(tables)).toHaveLength(4);
});

it("tells the live functions that mention a table that is dropped", async () => {
  expect(await usersAfter("create table orders (id int, note text, total numeric)")).toEqual(
    ["elsewhere", "of_other"].map((name) => `live function live_deployment.${name} mentions lines`),
  );
});

it("tells nothing of live functions where the role may not read them, and compares all the same", async () => {
  const declared = await declare("", `create table orders (id int, total numeric); ${lines}`);
  const changes = await withServerLock("roles", () =>
    withRollback(database.client, async (client) => {
      await client.query(`
        create role plain;
        grant create on database ${client.escapeIdentifier(database.name)} to plain;
        alter table orders owner to plain;
        set local role plain`);
      return compareSchema(client, declared);
    }),
  );
  expect(changes.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))).toEqual(["data-loss"]);
});
