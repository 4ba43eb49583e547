import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CallGateway } from "../../fixtures/call-gateway.js";

let gateway: CallGateway;
beforeAll(async () => {
  gateway = await CallGateway.create();
  await gateway.sql(`
    create type pair as (a int, b int);
    create function size(value int) returns text language sql as $$ select 'int' $$;
    create function size(value bigint) returns text language sql as $$ select 'bigint' $$;
    create function size(value numeric) returns text language sql as $$ select 'numeric' $$;
    create function size(value text) returns text language sql as $$ select 'text' $$;
    create function size(value bool) returns text language sql as $$ select 'bool' $$;
    create function size(value jsonb) returns text language sql as $$ select 'jsonb' $$;
    create function size(a int, b int) returns text language sql as $$ select 'two' $$;
    create function size(c text, d text) returns text language sql as $$ select 'other two' $$;
    create function alike(a date) returns text language sql as $$ select 'date' $$;
    create function alike(a uuid) returns text language sql as $$ select 'uuid' $$;
    create function with_defaults(a int, b int default 20, c int default 30) returns int[] language sql as
      $$ select array[a, b, c] $$;
    create function joined(separator text, variadic parts text[]) returns text language sql as
      $$ select array_to_string(parts, separator) $$;
    create function one(value int) returns int language sql as 'select value';
    create function takes_pair(value pair) returns int language sql as 'select value.a + value.b';
    create function takes_ints(value int[]) returns int language sql as 'select value[1]';
    create function unnamed(int, int) returns int language sql as 'select $1 - $2';
    create aggregate total_of(int) (sfunc = int4pl, stype = int);
    create procedure proceed() language sql as 'select';
    create function trigger_it() returns trigger language plpgsql as 'begin return new; end';
    create schema hidden;
    create function hidden.secret() returns int language sql as 'select 1';
  `);
});
afterAll(() => gateway.stop());

const answer = async (name: string, params?: unknown): Promise<unknown> => {
  const { body } = await gateway.call(name, params);
  const [row] = (body["rows"] ?? [body]) as Record<string, unknown>[];
  return row?.[name] ?? row;
};

describe("a call finds its function", () => {
  it("by the types of its values", async () => {
    expect(await answer("size", [1])).toBe("int");
    expect(await answer("size", [3_000_000_000])).toBe("bigint");
    expect(await answer("size", [1.5])).toBe("numeric");
    expect(await answer("size", ["1"])).toBe("text");
    expect(await answer("size", [true])).toBe("bool");
    expect(await answer("size", [{ a: 1 }])).toBe("jsonb");
  });

  it("by number and names of its parameters", async () => {
    expect(await answer("size", [1, 2])).toBe("two");
    expect(await answer("size", { b: 1, a: 2 })).toBe("two");
    expect(await answer("size", { c: "x", d: "y" })).toBe("other two");
    expect(await answer("size", { value: 1 })).toBe("int");
  });

  it("unless several fit as well", async () => {
    expect(await gateway.call("alike", ["x"])).toMatchObject({
      status: 422,
      body: {
        error: "unprocessable",
        message: "Function 'alike' is not unique for these parameters",
        cause: "these fit equally well: alike(a date), alike(a uuid)",
      },
    });
  });

  it("with its defaults", async () => {
    expect(await answer("with_defaults", [1])).toEqual([1, 20, 30]);
    expect(await answer("with_defaults", [1, 2])).toEqual([1, 2, 30]);
    expect(await answer("with_defaults", { a: 1, c: 3 })).toEqual([1, 20, 3]);
    expect(await answer("with_defaults", [1, null])).toEqual([1, null, 30]);
  });

  it("with as many parameters as a variadic one is given", async () => {
    expect(await answer("joined", ["-", "a", "b", "c"])).toBe("a-b-c");
    expect(await answer("joined", ["-", ["a", "b"]])).toBe("a-b");
    expect(await answer("joined", ["-"])).toBe("");
    expect(await answer("joined", { separator: "+", parts: ["a", "b"] })).toBe("a+b");
  });

  it.each([
    ["one", [], "it takes 1 parameter, and 0 are given"],
    ["one", [1, 2], "it takes 1 parameter, and 2 are given"],
    ["with_defaults", [], "it takes 1 to 3 parameters, and 0 are given"],
    ["joined", [], "it takes at least 1 parameters, and 0 are given"],
    ["one", { other: 1 }, 'it has no parameter "other"'],
    ["one", {}, 'parameter "value" is missing'],
    ["unnamed", {}, "its parameter 1 has no name"],
    ["one", [{}], "parameter value is of type integer, which no JSON object goes into"],
    ["takes_pair", [[1, 2]], "parameter value is of type pair, which no JSON array goes into"],
    ["takes_ints", [{}], "parameter value is of type integer[], which no JSON object goes into"],
  ])("and says why %s(%j) does not fit", async (name, params, cause) => {
    expect(await gateway.call(name, params)).toMatchObject({
      status: 422,
      body: {
        error: "unprocessable",
        message: `Function '${name}' does not take these parameters`,
        cause,
      },
    });
  });

  it.each([
    [
      "one",
      ["private"],
      "parameter value (integer)",
      'invalid input syntax for type integer: "..."',
    ],
    [
      "one",
      [3_000_000_000],
      "parameter value (integer)",
      'value "..." is out of range for type integer',
    ],
    ["one", ["\0"], "parameter value", undefined],
    ["takes_ints", [["private"]], "a parameter", 'invalid input syntax for type integer: "..."'],
    [
      "takes_pair",
      [{ a: "private" }],
      "a parameter",
      'invalid input syntax for type integer: "..."',
    ],
  ])("and does not tell a value that does not fit: %s(%j)", async (name, params, which, cause) => {
    const { status, text, body } = await gateway.call(name, params);
    expect(status).toBe(422);
    expect(body["message"]).toContain(`Invalid value for ${which}`);
    if (cause !== undefined) expect(body["cause"]).toBe(cause);
    expect(text).not.toContain("private");
  });
});

describe("a call finds no function", () => {
  it.each([
    ["of PostgreSQL", "pg_sleep", [0]],
    ["of PostgreSQL with files", "pg_read_file", ["/etc/passwd"]],
    ["of an aggregate", "total_of", [1]],
    ["of a procedure", "proceed", []],
    ["of a trigger", "trigger_it", []],
    ["of another schema", "secret", []],
    ["that is not there", "no_such_function", []],
  ])("%s (GW-15)", async (_what, name, params) => {
    expect(await gateway.call(name, params)).toMatchObject({
      status: 404,
      body: { error: "function_not_found", message: `Function '${name}' not found` },
    });
  });

  it("of PostgreSQL, also where the search path leads to its schema (GW-15)", async () => {
    const { name } = gateway.database;
    await gateway.sql(`alter database "${name}" set search_path = public, pg_catalog`);
    await gateway.parts.pools.forget(gateway.database);
    expect(await gateway.call("pg_sleep", [0])).toMatchObject({
      status: 404,
      body: { error: "function_not_found" },
    });
    expect(await gateway.call("one", [1])).toMatchObject({ status: 200 });
    await gateway.sql(`alter database "${name}" reset search_path`);
    await gateway.parts.pools.forget(gateway.database);
  });

  it("of an extension (GW-15)", async () => {
    await gateway.sql("create extension if not exists plpgsql; create extension pgcrypto");
    expect(await gateway.call("gen_random_bytes", [4])).toMatchObject({ status: 404 });
    await gateway.sql("drop extension pgcrypto");
  });

  it("whose schema the database's search path does not lead to, and finds it once it does", async () => {
    const { name } = gateway.database;
    await gateway.sql(`alter database "${name}" set search_path = public, hidden`);
    await gateway.parts.pools.forget(gateway.database);
    expect((await gateway.call("secret")).body["rows"]).toEqual([{ secret: 1 }]);
    await gateway.sql(`alter database "${name}" reset search_path`);
    await gateway.parts.pools.forget(gateway.database);
  });
});

describe("a function that has changed", () => {
  it("is called as it is now", async () => {
    await gateway.sql(
      "create function changing(a int) returns int language sql stable as 'select a'",
    );
    expect(await answer("changing", [1])).toBe(1);
    await gateway.sql(
      "create or replace function changing(a int) returns int language sql stable as 'select a + 10'",
    );
    expect(await answer("changing", [1])).toBe(11);
    await gateway.sql(
      "drop function changing; create function changing(a int) returns text language sql as $$ select 'text ' || a $$",
    );
    expect(await answer("changing", [1])).toBe("text 1");
    await gateway.sql(
      "drop function changing; create function changing(a text, b int default 5) returns text language sql as 'select a || b'",
    );
    expect(await answer("changing", ["x"])).toBe("x5");
    expect(await answer("changing", { a: "x", b: 6 })).toBe("x6");
    await gateway.sql("drop function changing");
    expect(await gateway.call("changing", ["x"])).toMatchObject({ status: 404 });
  });

  it.each(["volatile", "stable"])("gives way to a %s overload that fits better", async (kind) => {
    const name = `better_${kind}`;
    const create = (type: string): Promise<unknown> =>
      gateway.sql(
        `create function ${name}(a ${type}) returns text language sql ${kind} as $$ select '${type}' $$`,
      );
    await create("numeric");
    expect(await answer(name, [1])).toBe("numeric");
    await create("int");
    expect(await answer(name, [1])).toBe("int");
    await gateway.sql(`drop function ${name}(int)`);
    expect(await answer(name, [1])).toBe("numeric");
  });

  it("may write once it is volatile", async () => {
    await gateway.sql(
      "create table written (n int); create function maybe_writes() returns int language sql stable as 'select 1'",
    );
    expect(await answer("maybe_writes")).toBe(1);
    await gateway.sql(
      "create or replace function maybe_writes() returns int language sql volatile as 'insert into written values (2) returning n'",
    );
    expect(await answer("maybe_writes")).toBe(2);
  });

  it("is called with its types by another name", async () => {
    await gateway.sql(
      "create type colour as enum ('red'); create function paint(c colour) returns colour language sql as 'select c'",
    );
    expect(await answer("paint", ["red"])).toBe("red");
    await gateway.sql("alter type colour rename to color");
    expect(await answer("paint", ["red"])).toBe("red");
    await gateway.sql("alter type color add value 'blue'");
    expect(await answer("paint", ["blue"])).toBe("blue");
  });

  it("is called where its tenant has let go of all that was prepared", async () => {
    await gateway.sql(
      "create function forgetful() returns int language plpgsql as $$ begin deallocate all; return 1; end $$",
    );
    for (let round = 0; round < 3; round += 1) {
      expect(await gateway.call("forgetful")).toMatchObject({ status: 200 });
      expect(await answer("one", [round])).toBe(round);
    }
  });
});
