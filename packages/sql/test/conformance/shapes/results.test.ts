import { type TestDatabase, withRollback } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Failure, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    set timezone = 'UTC';
    create schema app;
    create type app.mood as enum ('well', 'so so');
    create domain app.positive as int not null check (value > 0);
    create domain app.document as jsonb check (value ? 'a');
    create type app.pair as (a int, b numeric);
    create domain app.whole_pair as app.pair check ((value).a is not null);
    create domain app.list as int[] check (cardinality(value) < 3);
    create table app.item (id int, "Tags" text[], doc json, pair app.pair, pairs app.pair[]);
    create schema "other ""one""";
    create type "other ""one""".état as enum ('é');
  `);
});
afterAll(() => database.drop());

/** What a function with the given return type makes of a value, as PostgreSQL writes it. */
function returned(type: string, value: string): Promise<string | null> {
  const { client } = database;
  return withRollback(client, async () => {
    await client.query(
      `create function app.returned() returns ${type} language plts as $ts$export default (): unknown => (${value})$ts$`,
    );
    const { rows } = await client.query<{ answer: string | null }>(
      "select app.returned()::text as answer",
    );
    return rows[0]?.answer ?? null;
  });
}

function refused(type: string, value: string): Promise<Failure> {
  return failure(returned(type, value));
}

async function expectReturned(
  cases: readonly (readonly [type: string, value: string, text: string | null])[],
): Promise<void> {
  for (const [type, value, text] of cases) {
    expect(await returned(type, value), `${type}: ${value}`).toBe(text);
  }
}

describe("a result (SG-X13)", () => {
  it("becomes the declared type, with every digit", async () => {
    await expectReturned([
      ["int2", "-7", "-7"],
      ["int8", "9223372036854775807n", "9223372036854775807"],
      ["int8", "'9223372036854775807'", "9223372036854775807"],
      ["numeric", "12345678901234567890123456789n", "12345678901234567890123456789"],
      ["numeric", "'1.10'", "1.10"],
      ["float8", "0.1 + 0.2", "0.30000000000000004"],
      ["float8", "'NaN'", "NaN"],
      ["float4", "1e21", "1e+21"],
      ["bool", "true", "true"],
      ["text", `"it's"`, "it's"],
      ["text", "1e-7", "1e-7"],
      ["text", "({ b: 1, a: 2 })", '{"b":1,"a":2}'],
      ["varchar", "'long enough'", "long enough"],
      ["char", "'long enough'", "long enough"],
      ["name", "'x'", "x"],
      ["uuid", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
      ["date", "new Date(0)", "1970-01-01"],
      ["timestamptz", "new Date(0)", "1970-01-01 00:00:00+00"],
      ["interval", "'1 day'", "1 day"],
      ["bytea", "new Uint8Array([1, 255])", String.raw`\x01ff`],
      ["app.mood", "'so so'", "so so"],
      ["app.positive", "5", "5"],
      ["int4range", "'[1,5]'", "[1,6)"],
      ["int4multirange", "'{[1,3)}'", "{[1,3)}"],
      [`"other ""one""".état`, "'é'", "é"],
      ["regclass", "'app.item'", "app.item"],
      ["int", "null", null],
      ["text", "undefined", null],
    ]);
  });

  it("of type json is written as it is, of type jsonb as PostgreSQL keeps it", async () => {
    await expectReturned([
      ["json", "({ b: 1, a: [9223372036854775807n] })", '{"b":1,"a":[9223372036854775807]}'],
      ["jsonb", "({ b: 1, a: 2 })", '{"a": 2, "b": 1}'],
      ["app.document", "({ a: 'x' })", '{"a": "x"}'],
      ["json", "null", null],
    ]);
  });

  it("of an array type is an array of any depth", async () => {
    await expectReturned([
      ["int[]", "[1, null, 3]", "{1,NULL,3}"],
      ["int8[]", "[9223372036854775807n]", "{9223372036854775807}"],
      [
        "text[]",
        String.raw`[["a", 'say "b"'], [null, "c\\"]]`,
        String.raw`{{a,"say \"b\""},{NULL,"c\\"}}`,
      ],
      ["text[]", "[]", "{}"],
      ["jsonb[]", "[{ a: [1] }, null]", '{"{\\"a\\": [1]}",NULL}'],
      ["app.mood[]", "['well']", "{well}"],
      ["app.pair[]", "[{ a: 1, b: '1.10' }, { a: 2 }]", '{"(1,1.10)","(2,)"}'],
      ["app.list", "[1, 2]", "{1,2}"],
      ["bytea[]", "[new Uint8Array([1])]", String.raw`{"\\x01"}`],
      ["int4range[]", "['[1,2)']", '{"[1,2)"}'],
      ["int[]", "null", null],
    ]);
  });

  it("of a row type is an object with its columns", async () => {
    await expectReturned([
      ["app.pair", "({ b: '1.10', a: 1 })", "(1,1.10)"],
      ["app.pair", "({ a: 1, b: undefined })", "(1,)"],
      ["app.pair", "({})", "(,)"],
      ["app.pair", "null", null],
      ["app.whole_pair", "({ a: 1 })", "(1,)"],
      [
        "app.item",
        "({ id: 1, Tags: ['x'], doc: { b: 1, a: 2 }, pair: { a: 3 }, pairs: [{ b: 4 }] })",
        '(1,{x},"{""b"":1,""a"":2}","(3,)","{""(,4)""}")',
      ],
    ]);
  });

  it("of a row type follows the type when it changes", async () => {
    const { client } = database;
    await client.query(`
      create type app.growing as (a int);
      create function app.grown() returns app.growing language plts as 'export default () => ({ a: 1, b: 2 })';
    `);
    expect((await failure(client.query("select app.grown()"))).message).toContain('column "b"');
    await client.query("alter type app.growing add attribute b int");
    expect((await client.query("select * from app.grown()")).rows).toEqual([{ a: 1, b: 2 }]);
  });

  it("is of the type that the call gives it, where it is polymorphic", async () => {
    const { client } = database;
    await client.query(
      `
      create function app.same(a anyelement) returns anyelement language plts as 'export default (ctx) => ctx.args.positional[0]';
      create function app.listed(a anyelement, out list anyarray) language plts as 'export default (ctx) => [ctx.args.named.a]';
      create function app.each_of(list anyarray) returns setof anyelement language plts as 'export default (ctx) => ctx.args.named.list';
      create function app.both(a anyelement, out x anyelement, out n int, out y anyarray) language plts as
        'export default (ctx) => ({ x: ctx.args.named.a, n: 1, y: [ctx.args.named.a] })';
      create function app.table_of(a anyelement) returns table (x anyelement, n int) language plts as
        'export default (ctx) => [{ x: ctx.args.named.a, n: 1 }]';
    `.replaceAll("(ctx)", "(ctx: any)"),
    );
    const { rows } = await client.query(`
      select app.same(9223372036854775807)::text as big, app.same('x'::text) as text,
        app.same(array[1, 2]) as array, app.same('{"b": 1,  "a": 2}'::json)::text as json,
        app.same(row(1, 1.10)::app.pair)::text as pair, app.same(null::app.pair) is null as no_pair,
        app.listed('x'::text) as list, array(select app.each_of(array[1, null, 3])) as each_of,
        array(select p::text from app.each_of(array[row(1, 2)::app.pair]) p) as pairs,
        (select to_json(b) from app.both(true) b) as both,
        (select to_json(t) from app.table_of('2024-01-01'::date) t) as table_of`);
    expect(rows).toEqual([
      {
        big: "9223372036854775807",
        text: "x",
        array: [1, 2],
        json: '{"b":1,"a":2}',
        pair: "(1,1.1)",
        no_pair: true,
        list: ["x"],
        each_of: [1, null, 3],
        pairs: ["(1,2)"],
        both: { x: true, n: 1, y: [true] },
        table_of: { x: "2024-01-01", n: 1 },
      },
    ]);
  });
});

describe("a result that does not fit", () => {
  it("is told with PostgreSQL's SQLSTATE and the place in the result", async () => {
    const misfits: readonly (readonly [string, string, string, string])[] = [
      ["int", "'x'", "22P02", "$: "],
      ["int2", "70000", "22003", "$: "],
      ["app.mood", "'ill'", "22P02", "$: "],
      ["app.positive", "-1", "23514", "$: "],
      ["app.positive", "null", "23502", "$: "],
      ["app.document", "({ b: 1 })", "23514", "$: "],
      ["int[]", "7", "22P02", "$: "],
      ["int[]", "[[1], [2, 3]]", "22P02", "$: "],
      ["app.list", "[1, 2, 3]", "23514", "$: "],
      ["app.pair", "({ a: 1, b: 'x' })", "22P02", "$.b: "],
      ["app.item", "({ id: 1, Tags: 'x' })", "22P02", "$.Tags: "],
      ["app.whole_pair", "({ b: 1 })", "23514", "$: "],
    ];
    for (const [type, value, code, place] of misfits) {
      const error = await refused(type, value);
      expect(error.message, `${type}: ${value}`).toMatch(/^stopgap result does not fit at \$/);
      expect(error.message, `${type}: ${value}`).toContain(` at ${place}`);
      expect(error.code, `${type}: ${value}`).toBe(code);
      expect(JSON.parse(error.detail)).toMatchObject({
        stage: "result",
        function: { schema: "app", name: "returned" },
      });
    }
  });

  it("names a column that the row does not have", async () => {
    const { message, detail } = await refused("app.pair", "({ a: 1, c: 2 })");
    expect(message).toBe(
      'stopgap result cannot be returned: $ is a row with a column "c", which is not one of the result\'s: a, b',
    );
    expect(JSON.parse(detail)).toMatchObject({ stage: "result" });
  });

  it("says what a row must be", async () => {
    for (const [value, found] of [
      ["7", "a number"],
      ["[1, 2]", "an array"],
      ["'(1,2)'", "a string"],
    ] as const) {
      expect((await refused("app.pair", value)).message).toContain(
        `$ is ${found}; a row is an object`,
      );
    }
  });

  it("names the path of a value that JSON does not have", async () => {
    for (const [type, value, path] of [
      ["int[]", "[1, NaN]", "$[1]"],
      ["app.pair", "({ a: Infinity })", "$.a"],
      ["int4range", "Symbol('x')", "$"],
    ] as const) {
      expect((await refused(type, value)).message).toContain(`returned: ${path} is `);
    }
  });
});
