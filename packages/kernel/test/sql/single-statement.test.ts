import { describe, expect, it } from "vitest";
import { isSingleStatement } from "../../src/db/single-statement.js";
import { sqlTokens } from "../../src/db/sql-tokens.js";

const isSingle = (sql: string) => isSingleStatement(sqlTokens(sql, true));
const routine = "create function f() returns int language sql begin atomic";
const rule = "create rule r as on insert to t do also";

describe("one statement", () => {
  it.each([
    "select 1",
    `${routine} end`,
    `${routine} ; ; end`,
    `${routine} select 1; end`,
    `${routine} select 1; select 2; end`,
    `${routine} return case 1 when 1 then 2 end; end`,
    `${routine} select case 1 when 1 then case 2 when 2 then 3 end end; select 1; end`,
    `${routine} select 1 as end; select 1 end; select t.end from t; end`,
    `${routine} select 1 as case; select 2 case; end`,
    `${routine} select 'a; end; b', "; end", $$; end$$ /* ; end */; -- ; end\n end`,
    `${routine} select (1), (select end from t); end`,
    "CREATE OR REPLACE FUNCTION f() returns int BEGIN/**/ATOMIC select 1; END",
    "create procedure p(a int default (1)) begin -- ;\n atomic select 1; end",
    "create function f() returns int begin atomic select 1; end language sql",
    `${rule} (insert into a values (1); insert into b values (2))`,
    `${rule} (insert into a values (1); insert into b values (2);)`,
    "create or replace rule r as on insert to t do (select 1; select (2))",
  ])("is %s", (sql) => {
    expect(isSingle(sql)).toBe(true);
  });

  it.each([
    "select 1; delete from t",
    "select 1) q; delete from t; select 1 from (select 1",
    "select (1; delete from t; select 1)",
    "select (1; select 2",
    "begin atomic select 1; delete from t; end",
    "select 1 begin atomic; delete from t; end",
    "select 'create function begin atomic'; delete from t; end",
    "/* create function f() begin atomic */ select 1; delete from t; end",
    `create function f() returns int as 'begin atomic'; delete from t; end`,
    `create function f() returns int as $$begin atomic$$; delete from t; end`,
    `create function f() returns int /* begin atomic */; delete from t; end`,
    `create function "begin" atomic; delete from t; end`,
    `create function begin "atomic"; delete from t; end`,
    `create function begin, atomic; delete from t; end`,
    `create function f(begin atomic); delete from t; end`,
    `create function f(a int; delete from t)`,
    `create table t (a int; delete from t)`,
    `create table begin atomic; delete from t; end`,
    `create trigger function begin atomic; delete from t; end`,
    `${routine} select 1; end; delete from t`,
    `${routine} end; delete from t; end`,
    `${routine} select 1; end; delete from t; end`,
    `${routine} select 1; select 2`,
    `${routine} select (1; end; delete from t; select 1)`,
    `${routine} select 1); delete from t; (select 1; end`,
    `${routine} select 1 as case; end; delete from t; select 1 as end`,
    `${routine} select 1 case; end; delete from t; select 1 end`,
    `${routine} select case 1 when 1 then 2 end; end; delete from t; end`,
    `${rule} (select 1; select 2); delete from t`,
    `${rule} select 1; delete from t`,
    `${rule} (select 1; select 2`,
    `${rule} (select 1)); delete from t; (select (2)`,
    `${rule} select 1; begin atomic select 1; end`,
  ])("is not %s", (sql) => {
    expect(isSingle(sql)).toBe(false);
  });

  it("may hold very many", () => {
    expect(isSingle(`${routine} ${"select 1;".repeat(50_000)} end`)).toBe(true);
  });
});
