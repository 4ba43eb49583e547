import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CallGateway } from "../../fixtures/call-gateway.js";

let gateway: CallGateway;
beforeAll(async () => {
  gateway = await CallGateway.create();
  await gateway.sql(`
    create type mood as enum ('sad', 'happy');
    create type point3 as (x int, y numeric, label text);
    create domain positive as int check (value > 0);
    create table items (id int primary key, name text not null, price numeric(30, 10));
    insert into items values (1, 'one', 1.50), (2, 'two', 12345678901234567890.0123456789);
    create function one() returns int language sql as 'select 1';
    create function list_items() returns setof items language sql stable as 'select * from items order by id';
    create function find_item(wanted int) returns items language sql stable as 'select * from items where id = wanted';
    create function add_item(id int, name text, price numeric default 0) returns int language sql as
      'insert into items values (add_item.id, add_item.name, add_item.price) returning items.id';
    create function nothing() returns void language sql as 'select';
    create function two_out(out a int, out b text) language sql as $$ select 1, 'x' $$;
    create function loose() returns record language sql as 'select 1 as a, 2 as b';
    create function failing() returns int language plpgsql as
      $$ begin raise exception 'out of stock' using errcode = 'P0042', detail = 'none left', hint = 'wait'; end $$;
    create function same(value jsonb) returns jsonb language sql as 'select value';
    create function same_json(value json) returns json language sql as 'select value';
    create function same_text(value text) returns text language sql as 'select value';
    create function same_numeric(value numeric) returns numeric language sql as 'select value';
    create function same_int8(value int8) returns int8 language sql as 'select value';
    create function same_float8(value float8) returns float8 language sql as 'select value';
    create function same_bool(value bool) returns bool language sql as 'select value';
    create function same_uuid(value uuid) returns uuid language sql as 'select value';
    create function same_bytea(value bytea) returns bytea language sql as 'select value';
    create function same_mood(value mood) returns mood language sql as 'select value';
    create function same_moods(value mood[]) returns mood[] language sql as 'select value';
    create function same_ints(value int[]) returns int[] language sql as 'select value';
    create function same_texts(value text[]) returns text[] language sql as 'select value';
    create function same_range(value int4range) returns int4range language sql as 'select value';
    create function same_interval(value interval) returns interval language sql as 'select value';
    create function same_date(value date) returns date language sql as 'select value';
    create function same_time(value time) returns time language sql as 'select value';
    create function same_timestamp(value timestamp) returns timestamp language sql as 'select value';
    create function same_timestamptz(value timestamptz) returns timestamptz language sql as 'select value';
    create function same_inet(value inet) returns inet language sql as 'select value';
    create function same_point3(value point3) returns table (same_point3 point3, more int) language sql as 'select value, 1';
    create function same_points(value point3[]) returns point3[] language sql as 'select value';
    create function same_positive(value positive) returns positive language sql as 'select value';
    create function same_char(value "char") returns "char" language sql as 'select value';
  `);
});
afterAll(() => gateway.stop());

describe("POST /call of a function in SQL", () => {
  it("answers rows, their number and the time, under the function's name for a scalar (GW-15)", async () => {
    expect(await gateway.call("one")).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json; charset=utf-8" },
      body: {
        rows: [{ one: 1 }],
        row_count: 1,
        execution_time_ms: expect.any(Number) as number,
      },
    });
    const { body } = await gateway.call("one", []);
    expect(Object.keys(body)).toEqual(["rows", "row_count", "execution_time_ms"]);
  });

  it("answers sets, single rows, output parameters, nothing and records (GW-15)", async () => {
    expect((await gateway.call("list_items")).body).toMatchObject({
      rows: [
        { id: 1, name: "one" },
        { id: 2, name: "two" },
      ],
      row_count: 2,
    });
    expect((await gateway.call("find_item", [1])).body["rows"]).toMatchObject([{ name: "one" }]);
    expect((await gateway.call("find_item", [9])).body["rows"]).toEqual([
      { id: null, name: null, price: null },
    ]);
    expect((await gateway.call("two_out")).body["rows"]).toEqual([{ a: 1, b: "x" }]);
    expect((await gateway.call("nothing")).body).toMatchObject({
      rows: [{ nothing: null }],
      row_count: 1,
    });
    expect((await gateway.call("loose")).body["rows"]).toEqual([{ loose: { a: 1, b: 2 } }]);
  });

  it.each([
    ["same_numeric", "1.50"],
    ["same_numeric", "12345678901234567890123.4567890123456789012345678900"],
    ["same_numeric", "0.0000000000000000000000000000000001"],
    ["same_numeric", '"NaN"'],
    ["same_int8", "9223372036854775807"],
    ["same_int8", "-9223372036854775808"],
    ["same_float8", "0.1"],
    ["same_float8", "1e+300"],
    ["same_float8", '"Infinity"'],
    ["same_float8", '"NaN"'],
    ["same_bool", "true"],
    ["same_uuid", '"6f0c1b3e-3c1f-4d2c-9a52-0a1b2c3d4e5f"'],
    ["same_bytea", '"\\\\x00ff41"'],
    ["same_mood", '"happy"'],
    ["same_moods", '["happy","sad",null]'],
    ["same_ints", "[1,null,3]"],
    ["same_ints", "[[1,2],[3,4]]"],
    ["same_ints", "[]"],
    ["same_texts", '["a,b","c\\"d","{e}","","null","\\\\","é 🎉"]'],
    ["same_range", '"[1,5)"'],
    ["same_interval", '"1 year 2 mons 03:04:05.678"'],
    ["same_date", '"2026-02-28"'],
    ["same_time", '"23:59:59.123456"'],
    ["same_timestamp", '"2026-02-28T23:59:59.123456"'],
    ["same_inet", '"10.0.0.1/24"'],
    ["same_point3", '{"x":1,"y":2.50,"label":"a \\"b\\""}'],
    [
      "same_points",
      '[{"x":1,"y":2.50,"label":null},{"x":null,"y":12345678901234567890.1,"label":"é"}]',
    ],
    ["same_positive", "7"],
    ["same", '{"a": [1, 2.50, 12345678901234567890.123456789, null, "x"], "b": {"c": true}}'],
    ["same", '"a string"'],
    ["same", "[1, 2, 3]"],
    ["same", "12.50"],
    ["same_json", '{ "spaces":  1.0 }'],
    ["same_text", '"it\'s; drop table items; -- \\"quoted\\" \\\\ $1 é 🎉 \\n"'],
    ["same_text", '""'],
    ["same_text", '"null"'],
    ["same_text", "null"],
    ["same", "null"],
    ["same_ints", "null"],
    ["same_point3", "null"],
  ])("keeps every digit and character of %s(%s) (GW-15)", async (name, value) => {
    const more = name === "same_point3" ? ',"more":1' : "";
    const answer = (text: string): string =>
      `{"rows":[{"${name}":${text}${more}}],"row_count":1,"execution_time_ms":`;
    const byPosition = await gateway.send(`{"function":"${name}","params":[${value}]}`);
    expect(byPosition.text.slice(0, byPosition.text.lastIndexOf(":") + 1)).toBe(answer(value));
    const byName = await gateway.send(
      `{ "function" : "${name}" , "params" : { "value" : ${value} } }`,
    );
    expect(byName.text.slice(0, byName.text.lastIndexOf(":") + 1)).toBe(answer(value));
  });

  it("answers a time with its zone, as the same instant (GW-15)", async () => {
    const { body } = await gateway.call("same_timestamptz", ["2026-02-28T12:00:00+02:00"]);
    const [row] = body["rows"] as { same_timestamptz: string }[];
    expect(row?.same_timestamptz).toMatch(/^2026-02-2\dT\d\d:00:00[+-]\d\d:\d\d$/);
    expect(Date.parse(row?.same_timestamptz ?? "")).toBe(Date.UTC(2026, 1, 28, 10));
  });

  it("takes bytes as hexadecimal digits or as numbers", async () => {
    expect((await gateway.call("same_bytea", [[0, 255, 65]])).body["rows"]).toEqual([
      { same_bytea: "\\x00ff41" },
    ]);
    expect(await gateway.call("same_bytea", [[0, 256]])).toMatchObject({
      status: 422,
      body: { error: "unprocessable", cause: "bytes are integers from 0 to 255" },
    });
  });

  it("takes what has a form as text as text", async () => {
    expect((await gateway.call("same_ints", ["{1,2}"])).body["rows"]).toEqual([
      { same_ints: [1, 2] },
    ]);
    expect((await gateway.call("same_int8", ["9223372036854775807"])).text).toContain(
      '{"same_int8":9223372036854775807}',
    );
    expect((await gateway.call("same_text", [5])).body["rows"]).toEqual([{ same_text: "5" }]);
  });

  it("takes parameters by name, in any order, and leaves those with a default out", async () => {
    expect((await gateway.call("add_item", { name: "ten", id: 10 })).body["rows"]).toEqual([
      { add_item: 10 },
    ]);
    expect((await gateway.call("add_item", [11, "eleven"])).body["rows"]).toEqual([
      { add_item: 11 },
    ]);
    const rows = await gateway.sql(
      "delete from items where id >= 10 returning id, name, price::text",
    );
    expect(rows).toEqual([
      { id: 10, name: "ten", price: "0.0000000000" },
      { id: 11, name: "eleven", price: "0.0000000000" },
    ]);
  });

  it("answers what PostgreSQL says of an error (GW-15)", async () => {
    expect(await gateway.call("failing")).toMatchObject({
      status: 500,
      body: {
        error: "query_failed",
        message: "Query for function 'failing' failed",
        database: gateway.database.name,
        cause: "out of stock",
        sqlstate: "P0042",
        detail: "none left",
        hint: "wait",
      },
    });
    expect((await gateway.call("one")).status).toBe(200);
  });

  it.each([
    "",
    "One",
    "1one",
    "one()",
    "one; select 1",
    "public.one",
    '"one"',
    "one ",
    "é",
    "a".repeat(64),
  ])("refuses %j as the name of a function (GW-15)", async (name) => {
    expect(await gateway.call(name)).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: `Invalid function name: ${name}` },
    });
  });

  it.each(["_one", "o", "one_2", "a".repeat(63)])(
    "takes %j as the name of a function (GW-15)",
    async (name) => {
      expect(await gateway.call(name)).toMatchObject({
        status: 404,
        body: { error: "function_not_found", message: `Function '${name}' not found` },
      });
    },
  );

  it("knows no other database than the tenant's (GW-15)", async () => {
    expect(await gateway.call("one", [], { tenant_id: "nobody" })).toMatchObject({
      status: 404,
      body: { error: "database_not_found" },
    });
  });
});
