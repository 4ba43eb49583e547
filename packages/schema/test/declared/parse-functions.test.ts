import { describe, expect, it } from "vitest";

import type { DeclaredFunction } from "../../src/index.js";
import { parseFiles, refusalOf, shortNames } from "../fixtures/parse-files.js";

async function parse(text: string): Promise<readonly DeclaredFunction[]> {
  return (await parseFiles({ "functions/f.sql": text })).functions;
}

async function checksum(text: string): Promise<string | undefined> {
  return (await parse(text))[0]?.checksum;
}

describe("a function", () => {
  it.each<[string, readonly string[], string | null]>([
    ["create function f() returns int language sql as ''", [], "int4"],
    [
      "create function f(int, b numeric(10,2) default now(), c text = ')') returns text",
      ["int4", "numeric", "text"],
      "text",
    ],
    [
      "create function f(a varchar(3)[], out b int, inout c timestamptz, variadic d json[])",
      ["varchar[]", "timestamptz", "json[]"],
      null,
    ],
    [
      'create function f(a mood, b public.mood[], c other."Mood", d "order") returns setof users',
      ["mood", "public.mood[]", 'other."Mood"', '"order"'],
      "setof users",
    ],
    [
      "create function f(a users.id%type) returns table (id int, name text)",
      ["users.id%type"],
      "table(id int4, name text)",
    ],
    [
      'create function f(a "char", b char, c double precision) returns trigger',
      ['"char"', "bpchar", "float8"],
      "trigger",
    ],
    ["create procedure f(a int, out b int)", ["int4"], null],
  ])(
    "has types that PostgreSQL finds again: %s (GW-08)",
    async (text, argumentTypes, returnType) => {
      const [found] = await parse(
        `${text} language sql as ''`.replace(/( language sql as '').*$/, "$1"),
      );
      expect(found).toMatchObject({ argumentTypes, returnType });
    },
  );

  it("is told from a procedure, and lies in its schema", async () => {
    expect(
      await parse(
        "create or replace procedure app.\"P\"() language sql as ''; create function g() returns int language sql as ''",
      ),
    ).toMatchObject([
      { name: { schema: "app", name: "P" }, kind: "procedure" },
      { name: { schema: "public", name: "g" }, kind: "function" },
    ]);
  });

  it("has what follows it in its file, and may run again", async () => {
    const [f, g] = await parse(
      "create function f() returns trigger language plpgsql as 'begin return new; end'; comment on function f() is 'x'; create or replace trigger t before insert on a execute function f(); create function g() returns int language sql as ''; grant execute on function g() to public;",
    );
    expect(f?.attached.map(({ text }) => text.slice(0, 10))).toEqual(["comment on", "create or "]);
    expect(g?.attached).toHaveLength(1);
  });

  it("comes after those that it calls, as far as can be, else by name", async () => {
    const { functions } = await parseFiles({
      "functions/1.sql":
        "create function a() returns int language sql as $$ select b() + public.c() $$",
      "functions/2.sql":
        "create function b() returns int language sql begin atomic select d(); end",
      "functions/3.sql":
        "create function c(x int default d()) returns int language sql as 'select c()'",
      "functions/4.sql": "create function d() returns int language sql as 'select e()'",
      "functions/5.sql": "create function e() returns int language sql as 'select d()'",
      "functions/6.sql":
        "create function aa() returns int language plpgsql as 'begin return e(); end'",
    });
    expect(shortNames(functions)).toEqual(["aa", "d", "b", "c", "a", "e"]);
  });

  it("is declared once for its types", async () => {
    const error = await refusalOf({
      "functions/1.sql": "create function f(a int, out b text) language sql as ''",
      "functions/2.sql": "create function f(b int4) returns text language sql as ''",
      "functions/3.sql": "create function f(b int8) returns text language sql as ''",
    });
    expect(error.message).toBe(
      "functions/2.sql:1:1: function f(int4) is declared in functions/1.sql:1 too",
    );
  });

  it.each([
    ["create view v as select 1", /functions\/ holds/],
    ["create trigger t before insert on a execute function f()", /create or replace trigger/],
    ["do 'begin end'", /functions\/ holds/],
  ])("is not followed by %s", async (text, message) => {
    const function_ = "create function f() returns int language sql as ''; ";
    expect((await refusalOf({ "functions/f.sql": function_ + text })).message).toMatch(message);
  });
});

describe("the checksum of a function", () => {
  const sql = (body: string, head = "create function f(a int) returns int language sql"): string =>
    `${head} as $$${body}$$`;
  const plpgsql = (body: string): string =>
    sql(body, "create function f(a int, b int) returns int language plpgsql");

  it.each([
    ["white space", sql(" select a+1 "), sql("\n\tselect  a + 1\n")],
    ["comments", sql("select a"), `-- new\n${sql("select /* a */ a -- b\n")}`],
    [
      "the case of keywords and names",
      sql("select A from T"),
      sql("SELECT a FROM t").replace("create function F", "CREATE FUNCTION f"),
    ],
    ["the quotes of the body", sql("select 'x'"), sql("").replace("$$$$", "'select ''x'''")],
    ["the tag of the body", sql("select 1"), sql("select 1").replaceAll("$$", "$body$")],
    [
      "comments in PL/pgSQL",
      plpgsql("begin return a; end"),
      plpgsql("-- x\nBEGIN\n  RETURN A; /* y */\nEND"),
    ],
    [
      "comments in begin atomic",
      "create function f() returns int begin atomic select 1; end",
      "create function f() returns int BEGIN ATOMIC\n select 1 /* x */; END",
    ],
  ])("is not changed by %s (GW-08)", async (_, one, other) => {
    expect(await checksum(other)).toBe(await checksum(one));
  });

  it.each([
    ["a constant's case", sql("select 'Abc'"), sql("select 'abc'")],
    ["white space in a constant", sql("select 'a b'"), sql("select 'a  b'")],
    ["what looks like a comment in a constant", sql("select '-- a'"), sql("select '-- b'")],
    ["a quoted name's case", sql('select "A"'), sql('select "a"')],
    ["a number", sql("select 1"), sql("select 2")],
    ["the name of a parameter", sql("select 1"), sql("select 1").replace("a int", "b int")],
    ["the type of a parameter", sql("select 1"), sql("select 1").replace("a int", "a int8")],
    ["the return type", sql("select 1"), sql("select 1").replace("returns int", "returns bigint")],
    ["a default", sql("select 1"), sql("select 1").replace("a int", "a int = 1")],
    ["volatility", sql("select 1"), sql("select 1").replace("language sql", "language sql stable")],
    ["what is attached", sql("select 1"), `${sql("select 1")}; comment on function f(int) is ''`],
    ["two words that become one", sql("select a b"), sql("select ab")],
    [
      "an alias in PL/pgSQL",
      plpgsql("declare z alias for $1; begin return z; end"),
      plpgsql("declare z alias for $2; begin return z; end"),
    ],
    [
      "an option of PL/pgSQL",
      plpgsql("#variable_conflict use_column\nbegin return 1; end"),
      plpgsql("#variable_conflict use_variable\nbegin return 1; end"),
    ],
    [
      "a collation in PL/pgSQL",
      plpgsql('declare z text collate "C"; begin return 1; end'),
      plpgsql('declare z text collate "de_DE"; begin return 1; end'),
    ],
    [
      "a condition in PL/pgSQL",
      plpgsql("begin raise division_by_zero; end"),
      plpgsql("begin raise unique_violation; end"),
    ],
    [
      "white space in another language",
      sql("return 1;", "create function f() returns int language plv8"),
      sql("return  1;", "create function f() returns int language plv8"),
    ],
  ])("is changed by %s (GW-08)", async (_, one, other) => {
    expect(await checksum(other)).not.toBe(await checksum(one));
  });

  it("takes a body that is no SQL as it is", async () => {
    expect(await checksum(plpgsql("begin 'open"))).not.toBe(
      await checksum(plpgsql("begin  'open")),
    );
  });
});
