import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";
import { createRole, type TestRole } from "../../db/stopgap/role.js";

let database: TestDatabase;
let caller: TestRole;
let author: TestRole;
beforeAll(async () => {
  database = await stopgapDatabase();
  caller = await createRole(database.client, "app_user");
  author = await createRole(database.client, "stopgap_author");
  await database.client.query(`
    create schema app;
    grant usage, create on schema app to public;
    create type app.pair as (a int, b numeric);
    create table app.item (id int, name text);
    create table app.copy (id int);
    grant all on app.item, app.copy to public;
  `);
});
afterAll(async () => {
  await database.client.query("reset role");
  await database.client.query("drop schema app cascade");
  await caller.drop();
  await author.drop();
  await database.drop();
});

async function as<T>(role: TestRole, work: () => Promise<T>): Promise<T> {
  await database.client.query(`set role ${pg.escapeIdentifier(role.name)}`);
  try {
    return await work();
  } finally {
    await database.client.query("reset role");
  }
}

async function all(sql: string): Promise<unknown[]> {
  return (await database.client.query<object>(sql)).rows;
}

const functions = `
  create function app.pairs(n int) returns setof app.pair language plts as
    'export default (ctx: any) => [{ a: ctx.args.named.n === 1 ? 1 : "no number" }]';
  create function app.listed(out list int[], out p app.pair) language plts as 'export default () => ({ list: [1], p: {} })';
  create function app.same(a anyelement) returns anyelement language plts as 'export default (ctx: any) => ctx.args.named.a';
  create procedure app.done(inout a int) language plts as 'export default () => 2';
  create function app.named() returns trigger language plts as
    'export default ({ trigger }) => ({ name: trigger.new?.id === 1 ? "fired" : trigger.new?.id === 2 ? null : { id: 1 }, id: trigger.new?.id === 3 ? "x" : trigger.new?.id })';
  create function app.copied() returns trigger language plts as
    'export default async (ctx) => { await ctx.db.exec("insert into app.copy select id from added"); }';
`;

async function use(): Promise<void> {
  expect(await all("select a from app.pairs(1)")).toEqual([{ a: 1 }]);
  expect(await all("select list from app.listed()")).toEqual([{ list: [1] }]);
  expect(await all("select app.same('x'::text) as same")).toEqual([{ same: "x" }]);
  expect(await all("call app.done(1)")).toEqual([{ a: 2 }]);
  expect(await all("insert into app.item values (1) returning name")).toEqual([{ name: "fired" }]);
}

describe("roles", () => {
  it("that are plain members of the author's may create functions of every shape", async () => {
    await as(author, () => all(functions));
    await all(`
      create trigger named before insert on app.item for each row execute function app.named();
      create trigger copied after insert on app.item referencing new table as added
        for each statement execute function app.copied()`);
  });

  it("that are plain members of the app's may call them, and are told what does not fit", async () => {
    await as(caller, async () => {
      await use();
      const misfit = await failure(all("select * from app.pairs(2)"));
      expect(misfit.message).toMatch(/^stopgap result does not fit at \$\[0\]\.a: /);
      expect(JSON.parse(misfit.detail)).toMatchObject({
        function: { schema: "app", name: "pairs" },
      });
      expect((await failure(all("insert into app.item values (3)"))).message).toMatch(
        /^stopgap result does not fit at \$\.id: /,
      );
    });
    expect(await all("select id from app.copy")).toEqual([{ id: 1 }]);
  });

  it("can take turns in one transaction", async () => {
    await all("begin");
    for (const role of [caller, author, caller, author]) {
      await database.client.query(`set local role ${pg.escapeIdentifier(role.name)}`);
      await use();
      await all("savepoint before_misfit");
      await failure(all("select * from app.pairs(2)"));
      await all("rollback to before_misfit");
    }
    await all("rollback");
    await use();
  });
});
