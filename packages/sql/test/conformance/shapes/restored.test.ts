import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    create schema app;
    create type app.mood as enum ('well');
    create type app.pair as (a int, b numeric);
    create table app.item (id int, name text);
    create function app.scalar(a app.mood, variadic rest int[] default '{}') returns app.mood language plts as
      'export default () => "well"';
    create function app.array(a int) returns app.pair[] language plts as 'export default () => [{ a: 1 }]';
    create function app.row() returns app.pair language plts as 'export default () => ({ a: 1 })';
    create function app.rows() returns setof app.item language plts as 'export default () => [{ id: 1 }]';
    create function app.table() returns table ("A" int, m app.mood) language plts as 'export default () => [{ A: 1 }]';
    create function app.outs(out a int, inout b text) language plts set search_path = '' as
      'export default () => ({ a: 1 })';
    create function app.same(a anyelement) returns anyelement language plts as 'export default () => null';
    create procedure app.proc(inout a int) language plts as 'export default () => 1';
    create function app.fired() returns trigger language plts as 'export default () => undefined';
    create function app.event() returns event_trigger language plts as 'export default () => undefined';
  `);
});
afterAll(() => database.drop());

interface Definition {
  readonly name: string;
  readonly body: string;
  readonly definition: string;
}

async function definitions(): Promise<Definition[]> {
  const { rows } = await database.client.query<Definition>(
    `select proname as name, prosrc as body, pg_get_functiondef(oid) as definition
     from pg_proc where pronamespace = 'app'::regnamespace order by proname`,
  );
  return rows;
}

/** Drops all functions and creates them anew, as the restore of a dump does. */
async function restore(functions: readonly Definition[], checked: boolean): Promise<void> {
  const { client } = database;
  await client.query(`do $$ declare f regprocedure; begin
    for f in select oid from pg_proc where pronamespace = 'app'::regnamespace loop
      execute format('drop routine %s', f);
    end loop; end $$`);
  await client.query(`set check_function_bodies = ${checked ? "on" : "off"}; set search_path = ''`);
  for (const { definition } of functions) await client.query(definition);
  await client.query("reset check_function_bodies; reset search_path");
}

describe("functions of every shape", () => {
  it("are restored as they are, bodies checked or not", async () => {
    const before = await definitions();
    expect(before).toHaveLength(10);
    for (const checked of [true, false]) {
      await restore(before, checked);
      expect(await definitions()).toEqual(before);
    }
  });

  it("are restored before their artifacts", async () => {
    const before = await definitions();
    await database.client.query(
      "create temp table kept as table plts.artifact; delete from plts.artifact",
    );
    await restore(before, false);
    expect(await definitions()).toEqual(before);
    await database.client.query("insert into plts.artifact select * from kept");
    const { rows } = await database.client.query("select * from app.rows()");
    expect(rows).toEqual([{ id: 1, name: null }]);
  });

  it("are restored before the table of artifacts", async () => {
    const { client } = database;
    const before = await definitions();
    await client.query("alter table plts.artifact rename to artifact_elsewhere");
    await restore(before, false);
    await client.query("alter table plts.artifact_elsewhere rename to artifact");
    expect(await definitions()).toEqual(before);
  });

  it("are restored where a type has been renamed since, with its new name", async () => {
    const { client } = database;
    await client.query(`
      alter type app.mood rename to temper;
      alter table app.item rename to thing;
      alter function app.row() rename to renamed_row;
    `);
    const broken = await failure(client.query("select app.scalar('well', 1)"));
    expect(broken).toMatchObject({ code: "42704", message: 'type "app.mood" does not exist' });
    expect(broken.hint).toMatch(/Create the function anew/);
    const dumped = await definitions();
    await restore(dumped, false);
    const { rows } = await client.query(
      "select app.scalar('well', 1)::text as scalar, (app.renamed_row()).a, array(select id from app.rows()) as rows",
    );
    expect(rows).toEqual([{ scalar: "well", a: 1, rows: [1] }]);
    const stale = dumped.find(({ name }) => name === "rows")?.definition ?? "";
    expect((await failure(client.query(stale))).message).toMatch(
      /begins like a shell, but is none/,
    );
  });
});
