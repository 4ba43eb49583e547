import { type TestDatabase, withRollback } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query(`
    create schema app;
    create type app.mood as enum ('well', 'so so');
    create domain app.positive as int check (value > 0);
    create type app.pair as (a int, b numeric);
    create domain app.whole_pair as app.pair check ((value).a is not null);
    create table app.item (id int, tags text[], doc json);
  `);
});
afterAll(() => database.drop());

/** The arguments that a function with the given parameters receives when it is called, as JSON text. */
function received(parameters: string, call: string): Promise<string> {
  const { client } = database;
  return withRollback(client, async () => {
    await client.query(
      `create function app.received(${parameters}) returns json language plts as 'export default (ctx) => ctx.args'`,
    );
    const { rows } = await client.query<{ answer: string }>(
      `select app.received(${call})::text as answer`,
    );
    return rows[0]?.answer ?? "";
  });
}

/** What a single argument of a type arrives as, in JSON. */
async function arrives(type: string, value: string): Promise<string> {
  const answer = await received(`a ${type}`, `${value}::${type}`);
  const [, json = ""] = /^\{"positional":\[(.*)\],"named":\{"a":\1\}\}$/s.exec(answer) ?? [];
  return json;
}

describe("an argument (SG-X13)", () => {
  it("that is the only one, of type jsonb, is ctx.args itself, whatever its name", async () => {
    expect(await received("jsonb", `'{"a": 1}'`)).toBe('{"a":1}');
    expect(await received("plts_result jsonb", "'[1]'")).toBe("[1]");
    expect(await received("jsonb default '7'", "")).toBe("7");
  });

  it("of any other type arrives in PostgreSQL's JSON form, with every digit", async () => {
    const arriving: readonly (readonly [string, string, string])[] = [
      ["int2", "'-32768'", "-32768"],
      ["int4", "'2147483647'", "2147483647"],
      ["int8", "'9223372036854775807'", "9223372036854775807"],
      ["int8", "'-9223372036854775808'", "-9223372036854775808"],
      ["numeric", "12345678901234567890123456789", "12345678901234567890123456789"],
      ["numeric", "1.5", "1.5"],
      ["numeric", "'NaN'", '"NaN"'],
      ["float4", "0.1", "0.1"],
      ["float8", "'0.30000000000000004'", "0.30000000000000004"],
      ["float8", "'-Infinity'", '"-Infinity"'],
      ["bool", "true", "true"],
      ["text", `'it''s "1"'`, String.raw`"it's \"1\""`],
      ["varchar", "'x'", '"x"'],
      ["char(3)", "'x'", '"x  "'],
      ["uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", '"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"'],
      ["date", "'2024-02-29'", '"2024-02-29"'],
      ["timestamp", "'2024-02-29 12:00:00.123456'", '"2024-02-29T12:00:00.123456"'],
      ["interval", "'1 day 02:00'", '"1 day 02:00:00"'],
      ["bytea", String.raw`'\x01ff'`, String.raw`"\\x01ff"`],
      ["json", `'{"n": 9223372036854775807}'`, '{"n":9223372036854775807}'],
      ["app.mood", "'so so'", '"so so"'],
      ["app.positive", "5", "5"],
      ["int4range", "'[1,5)'", '"[1,5)"'],
      ["int4multirange", "'{[1,3),[5,7)}'", '"{[1,3),[5,7)}"'],
      ["int[]", "'{1,NULL,3}'", "[1,null,3]"],
      ["text[]", "'{{a,b},{c,d}}'", '[["a","b"],["c","d"]]'],
      ["int8[]", "'{9223372036854775807}'", "[9223372036854775807]"],
      ["jsonb[]", `array['{"a": [1]}'::jsonb]`, '[{"a":[1]}]'],
      ["app.pair", "row(1, 2.5)", '{"a":1,"b":2.5}'],
      ["app.whole_pair", "row(1, null)::app.pair", '{"a":1,"b":null}'],
      ["app.pair[]", "array[row(1, 2)::app.pair]", '[{"a":1,"b":2}]'],
      [
        "app.item",
        `row(1, '{x}', '{"b": 1, "a": 2}')`,
        '{"id":1,"tags":["x"],"doc":{"b":1,"a":2}}',
      ],
      ["int", "null", "null"],
    ];
    for (const [type, value, json] of arriving) {
      expect(await arrives(type, value), `${value}::${type}`).toBe(json);
    }
  });

  it("of time with a zone is ISO 8601 with microseconds", async () => {
    await database.client.query("set timezone = 'UTC'");
    expect(await arrives("timestamptz", "'2024-02-29 12:00:00.123456+00'")).toBe(
      '"2024-02-29T12:00:00.123456+00:00"',
    );
  });

  it("is given by position, by name, by default, or among a variadic array's", async () => {
    const parameters = "a int, text, b jsonb default '{}', variadic rest int[] default '{}'";
    expect(await received(parameters, "1, 'x', '2', 3, 4")).toBe(
      '{"positional":[1,"x",2,[3,4]],"named":{"a":1,"b":2,"rest":[3,4]}}',
    );
    expect(await received(parameters, "1, 'x'")).toBe(
      '{"positional":[1,"x",{},[]],"named":{"a":1,"b":{},"rest":[]}}',
    );
    expect(await received("x int, y int default 5", "x => 1")).toBe(
      '{"positional":[1,5],"named":{"x":1,"y":5}}',
    );
    expect(await received("", "")).toBe('{"positional":[],"named":{}}');
  });

  it("may be called anything", async () => {
    const names = [
      "plts_result",
      "plts_function",
      "one_row",
      "plts",
      "value",
      "it's",
      'a "b"',
      "__proto__",
      "naïve 😀",
      "x".repeat(63),
      "a\\b",
    ];
    const quoted = names.map((name) => `"${name.replaceAll('"', '""')}" int`).join(", ");
    const answer = JSON.parse(
      await received(quoted, names.map((_, index) => index).join(", ")),
    ) as {
      named: object;
    };
    expect(Object.entries(answer.named)).toEqual(names.map((name, index) => [name, index]));
  });

  it("comes a hundred times at once", async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => index);
    const answer = JSON.parse(
      await received(hundred.map((n) => `a${String(n)} int`).join(", "), hundred.join(", ")),
    ) as { positional: number[]; named: Record<string, number> };
    expect(answer.positional).toEqual(hundred);
    expect(answer.named["a99"]).toBe(99);
  });

  it("is of the type that the call gives it, where its type is polymorphic", async () => {
    expect(await received("a anyelement, b anyarray", "1, array[2]")).toBe(
      '{"positional":[1,[2]],"named":{"a":1,"b":[2]}}',
    );
    expect(await received("a anyelement, b anyarray", "'x'::text, array['y']")).toBe(
      '{"positional":["x",["y"]],"named":{"a":"x","b":["y"]}}',
    );
    expect(await received("a record", "row(1, 'x')")).toBe(
      '{"positional":[{"f1":1,"f2":"x"}],"named":{"a":{"f1":1,"f2":"x"}}}',
    );
  });

  it("that is null keeps a strict function from being called", async () => {
    await database.client.query(
      "create function app.strict_one(int) returns int strict language plts as 'export default () => 1'",
    );
    const { rows } = await database.client.query(
      "select app.strict_one(null) as a, app.strict_one(2) as b",
    );
    expect(rows).toEqual([{ a: null, b: 1 }]);
  });
});
