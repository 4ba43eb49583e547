import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    create schema app;
    create type app.pair as (a int, b numeric);
    create table app.note (text text);
  `);
});
beforeEach(() => database.client.query("drop procedure if exists app.made; truncate app.note"));
afterAll(() => database.drop());

/** Creates the procedure `app.made(<parameters>)`. */
async function make(parameters: string, handler: string): Promise<void> {
  await database.client.query(
    `create procedure app.made(${parameters}) language plts as $ts$${handler}$ts$`,
  );
}

/** Calls it; what its INOUT arguments come to. */
async function call(args: string): Promise<unknown[]> {
  return (await database.client.query<object>(`call app.made(${args})`)).rows;
}

async function notes(): Promise<unknown[]> {
  const { rows } = await database.client.query<{ text: string }>(
    "select text from app.note order by text",
  );
  return rows.map(({ text }) => text);
}

const note = `
  import { mutation } from "@stopgap/runtime";
  export default mutation(async (args: any, ctx) => {
    await ctx.db.exec("insert into app.note values ($1)", [args.named.text]);
    if (args.named.text === "bad") throw new Error("bad note");
  });`;

describe("a procedure", () => {
  it("does its work, and returns nothing", async () => {
    await make("text text", note);
    expect(await call("'one'")).toEqual([]);
    expect(await call("text => 'two'")).toEqual([]);
    expect(await notes()).toEqual(["one", "two"]);
  });

  it("takes one jsonb argument as it is", async () => {
    await make(
      "args jsonb",
      "export default async (ctx) => { await ctx.db.exec('insert into app.note values ($1)', [JSON.stringify(ctx.args)]); };",
    );
    await call(`'{"a": [1]}'`);
    expect(await notes()).toEqual(['{"a":[1]}']);
  });

  it("gives back its INOUT and OUT arguments", async () => {
    await make(
      "inout a int8, b text, inout c app.pair, inout d text[]",
      "export default (ctx: any) => ({ a: ctx.args.named.a, c: { a: 1, b: '1.10' }, d: [ctx.args.named.b] })",
    );
    expect(await call("9223372036854775807, 'x', null, null")).toEqual([
      { a: "9223372036854775807", c: "(1,1.10)", d: ["x"] },
    ]);
    await database.client.query("drop procedure app.made");
    await make("a int, out b int", "export default (ctx: any) => ctx.args.named.a + 1");
    expect(await call("1, null")).toEqual([{ b: 2 }]);
    await database.client.query("drop procedure app.made");
    await make("inout p app.pair", "export default (ctx: any) => ({ ...ctx.args.named.p, a: 7 })");
    expect(await call("row(1, 2.5)")).toEqual([{ p: "(7,2.5)" }]);
  });

  it("undoes what it did when it fails", async () => {
    await make("text text", note);
    expect((await failure(call("'bad'"))).message).toBe("bad note");
    expect(await notes()).toEqual([]);
  });

  it("takes part in the transaction that calls it, and cannot end it", async () => {
    await make("text text", note);
    await database.client.query("begin");
    await call("'one'");
    await database.client.query("rollback");
    expect(await notes()).toEqual([]);
    await database.client.query("drop procedure app.made");
    await make("", "export default async (ctx) => { await ctx.db.exec('commit'); }");
    expect((await failure(call(""))).code).toMatch(/^(2D000|0A000)$/);
  });

  it("can be called by a handler", async () => {
    await make("text text", note);
    await database.client.query(`
      create function app.calling() returns void language plts as $$
        export default async (ctx) => { await ctx.db.exec("call app.made($1)", ["inner"]); }
      $$`);
    await database.client.query("select app.calling()");
    expect(await notes()).toEqual(["inner"]);
  });

  it("that is a query only reads", async () => {
    await make(
      "",
      `import { query } from "@stopgap/runtime";
       export default query(async (_, ctx) => { await ctx.db.query("insert into app.note values ('x') returning 1"); });`,
    );
    expect((await failure(call(""))).code).toBe("25006");
  });
});
