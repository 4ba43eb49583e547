import { describe, expect, it } from "vitest";
import {
  checkParameterCount,
  readStatement,
  type StatementForm,
  withParameters,
} from "../../src/db/statement-form.js";

const read = (sql: string) => readStatement(sql, true);

describe("a statement", () => {
  it.each<[StatementForm, string]>([
    ["select", "select 1"],
    ["select", "SELECT 1"],
    ["select", "  -- c\n /* d */ select 1 -- e"],
    ["select", "values (1)"],
    ["select", "table t"],
    ["select", "(select 1)"],
    ["select", "with a as (select 1) select * from a"],
    ["select", "select 'insert'"],
    ["select", 'select "into" from t'],
    ["select", "select $$ delete into $$"],
    ["select", "select t.delete from t"],
    ["select", "select * from t for update"],
    ["modify", "insert into t values (1) returning *"],
    ["modify", "update t set a = 1"],
    ["modify", "Delete from t"],
    ["modify", "merge into t using s on true when matched then delete"],
    ["direct", "with a as (insert into t values (1) returning *) select * from a"],
    ["direct", "select 1 into t"],
    ["direct", "show all"],
    ["direct", "explain select 1"],
    ["direct", "create table t ()"],
    ["direct", "set a = 1"],
    ["direct", "selectx 1"],
    ["direct", "5"],
  ])("of the form %s: %s", (form, sql) => {
    expect(read(sql).form).toBe(form);
  });

  /** Each would put something of its own behind the wrapping that it closes. */
  it.each([
    "select 1) q(a) cross join (select 2",
    "select 1) s limit 1) q union select (select * from (select 1",
    "select 1)) -- ",
    "select (1",
    ") select (",
    "delete from t) select 1 from (select 1",
    "select ')' )",
    "select '(' (",
  ])("that does not close what it opens is never wrapped: %s", (sql) => {
    expect(read(sql).form).toBe("direct");
  });

  it.each([
    "select ')'",
    'select ")"',
    "select $$)$$",
    "select 1 -- )\n",
    "select 1 /* ) */",
    "select E'\\')'",
  ])("may have brackets where they mean nothing: %s", (sql) => {
    expect(read(sql).form).toBe("select");
  });

  it.each([
    "select 1; delete from t",
    "select 1;;delete from t",
    "select 1) q; insert into t values (1); select 1 from (select 1",
    "select 'a'; delete from t --'",
    "select $$a$$; delete from t --$$",
    "select $a$ $b$ $a$; delete from t; select $b$",
    "select /* /* */ ; */ 1; delete from t",
    'select "a"""; delete from t --"',
    "select E'\\\\'; delete from t --'",
    "select E'a'\n'\\''; delete from t --'",
    "select a\u00a0$x$; delete from t; select b$x$",
    "-- a\n; select 1; delete from t",
  ])("is not two: %s", (sql) => {
    expect(() => read(sql)).toThrow(
      "more than one statement was given; one call takes one statement",
    );
    expect(() => read(sql)).toThrow(expect.objectContaining({ code: "42601" }));
  });

  it.each([
    "select ';'",
    'select ";"',
    "select 1 -- ;",
    "select 1 /* ; */",
    "select $$;$$",
    "select E'\\';'",
  ])("may have a semicolon where it means nothing: %s", (sql) => {
    expect(read(sql).text).toContain("select");
  });

  it("loses semicolons, space and comments at its end", () => {
    expect(read("select 1;").text).toBe("select 1");
    expect(read("select 1 ; ; \n-- done;\n").text).toBe("select 1");
    expect(read("select 1 -- (").text).toBe("select 1");
    expect(read(" /* a */ select 1").text).toBe(" /* a */ select 1");
  });

  it.each(["", "  ", ";", " ; ;", "-- a", "/* a */;"])("is not nothing: %j", (sql) => {
    expect(() => read(sql)).toThrow(
      expect.objectContaining({ code: "42601", message: "the statement is empty" }),
    );
  });

  it("refers to as many parameters as its highest number", () => {
    expect(read("select 1").parameters).toBe(0);
    expect(read("select $2, $1, $2").parameters).toBe(2);
    expect(read(`select '$3', "$4", a$5, $$ $6 $$, $1 -- $7`).parameters).toBe(1);
    expect(read("select $99999999999999999999").parameters).toBe(1e20);
  });

  it("may have very many tokens", () => {
    expect(read(`select ${"1,".repeat(300_000)}1`).parameters).toBe(0);
    expect(read(`select ${"(".repeat(200_000)}${")".repeat(200_000)}`).form).toBe("select");
  });

  it("knows whether the word returning is in it", () => {
    expect(read("insert into t values (1) RETURNING a").returns).toBe(true);
    expect(read("insert into t values ('returning')").returns).toBe(false);
  });

  it("is given as many parameters as it refers to", () => {
    const statement = read("select $1, $2");
    expect(() => {
      checkParameterCount(statement, 2);
    }).not.toThrow();
    for (const given of [0, 1, 3]) {
      expect(() => {
        checkParameterCount(statement, given);
      }).toThrow(
        expect.objectContaining({
          code: "08P01",
          message: `the statement refers to 2 parameters, but ${String(given)} were given`,
        }),
      );
    }
  });

  it("takes literals in the place of its parameters, and nowhere else", () => {
    const sql = `select $2,$1::int, a$1, '$1', "$1", $$ $1 $$ -- $1`;
    expect(withParameters(read(sql), ["'a'", "null"])).toBe(
      `select  null , 'a' ::int, a$1, '$1', "$1", $$ $1 $$`,
    );
    expect(withParameters(read("select -$1"), ["'-5'"])).toBe("select - '-5' ");
  });
});
