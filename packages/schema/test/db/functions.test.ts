import { withServerLock } from "@stopgap/local/testing";
import { expect, it } from "vitest";

import { applySchema } from "../../src/index.js";
import { counted } from "../fixtures/counted.js";
import { changelog, emptyDatabase, errorOf, rowsOf } from "../fixtures/databases.js";
import { declareFiles, type Files } from "../fixtures/declare-files.js";

const table = { "tables/t.sql": "create table t (id int primary key, v numeric(10, 2));" };

/** A database to which functions were applied, and what applies others to it. */
async function deployed(files: Files) {
  const database = await emptyDatabase();
  const { client } = database;
  const apply = async (next: Files) =>
    applySchema(client, await declareFiles({ ...table, ...next }));
  await apply(files);
  return { database, client, apply };
}

const existing = `select p.oid::regprocedure::text as name, pg_get_function_result(p.oid) as result
  from pg_proc as p where p.pronamespace = 'public'::regnamespace order by 1`;

const changesFunctions =
  /\b(?:create|drop|alter|comment on|grant|revoke)\b.*\b(?:function|procedure|routine)\b/is;

it("runs no statement for functions that have not changed (GW-08)", async () => {
  const functions = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `functions/f${String(index)}.sql`,
      `create function f${String(index)}(a numeric(10, 2) default 1, b timestamptz default now()) returns int language sql as 'select 1';
       comment on function f${String(index)} is 'x';`,
    ]),
  );
  const { client } = await deployed(functions);
  const session = counted(client);
  const declared = await declareFiles({ ...table, ...functions });
  expect(await applySchema(session, declared)).toMatchObject({
    ...{ functionsDeployed: 0, functionsDropped: 0, unchanged: true },
  });
  expect(session.statements.filter((text) => changesFunctions.test(text))).toEqual([]);
  const first = counted((await emptyDatabase()).client);
  await applySchema(first, declared);
  expect(first.statements.filter((text) => changesFunctions.test(text))).toHaveLength(60);
});

it("takes comments, white space and the case of keywords for no change, and texts for one (GW-08)", async () => {
  const { client, apply } = await deployed({
    "functions/f.sql":
      "create or replace function f() returns text language sql as 'select ''Ab''';",
  });
  expect(
    await apply({
      "functions/f.sql":
        "-- what it does\nCREATE OR REPLACE FUNCTION f()\n RETURNS text LANGUAGE sql AS 'select  ''Ab'' -- so';",
    }),
  ).toMatchObject({ functionsDeployed: 0 });
  expect(
    await apply({
      "functions/f.sql":
        "create or replace function f() returns text language sql as 'select ''aB''';",
    }),
  ).toMatchObject({ functionsDeployed: 1 });
  expect(await rowsOf(client, "select f()")).toEqual([{ f: "aB" }]);
});

it("takes nothing within a text for a comment (GW-08)", async () => {
  const returning = (text: string): Files => ({
    "functions/f.sql": `create function f() returns text language sql as $$ select '${text}' $$;`,
  });
  const { client, apply } = await deployed(returning("a -- b /* c"));
  expect(await rowsOf(client, "select f()")).toEqual([{ f: "a -- b /* c" }]);
  for (const text of ["a -- B /* c", "a -- B  /* c"]) {
    expect(await apply(returning(text))).toMatchObject({ functionsDeployed: 1 });
    expect(await rowsOf(client, "select f()")).toEqual([{ f: text }]);
  }
});

it.each([
  ["comments within comments", "/* ü /* a */ b */ create function"],
  ["a comment after create", "create /* a */ function"],
])("replaces a function whose statement has %s (GW-08)", async (_what, beginning) => {
  const { client, apply } = await deployed({
    "functions/f.sql": `${beginning} f() returns int language sql as 'select 1';`,
  });
  await apply({ "functions/f.sql": `${beginning} f() returns int language sql as 'select 2';` });
  expect(await rowsOf(client, "select f()")).toEqual([{ f: 2 }]);
});

it("replaces a function whose body has changed, also where the file says no more than create (GW-08)", async () => {
  const { client, apply } = await deployed({
    "functions/f.sql":
      "/* create function */ create function f() returns int language sql as 'select 1';",
  });
  const oid = "select 'f()'::regprocedure::oid as oid";
  const before = await rowsOf(client, oid);
  await apply({
    "functions/f.sql":
      "/* create function */ create function f() returns int language sql as 'select 2';",
  });
  expect(await rowsOf(client, oid)).toEqual(before);
  expect(await rowsOf(client, "select f()")).toEqual([{ f: 2 }]);
});

it.each([
  ["another parameter", "f(a int, b int default 2)", "int", "f(integer,integer)"],
  ["no parameter", "f()", "int", "f()"],
  ["another type of a parameter", "f(a numeric(10, 2))", "int", "f(numeric)"],
  ["another name of a parameter", "f(renamed int)", "int", "f(integer)"],
  ["another result", "f(a int)", "bigint", "f(integer)"],
  ["rows", "f(a int)", "table (x int)", "f(integer)"],
])(
  "drops the old one for %s, and leaves one function (GW-08)",
  async (_, signature, result, name) => {
    const body = (text: string): string =>
      `create or replace function ${text} language sql as 'select 1';`;
    const { client, apply } = await deployed({ "functions/f.sql": body("f(a int) returns int") });
    await apply({ "functions/f.sql": body(`${signature} returns ${result}`) });
    expect((await rowsOf<{ name: string }>(client, existing)).map((each) => each.name)).toEqual([
      name,
    ]);
    expect(
      await rowsOf(client, "select count(*)::int as count from _stonescriptdb_gateway_functions"),
    ).toEqual([{ count: 1 }]);
    expect(
      await apply({ "functions/f.sql": body(`${signature} returns ${result}`) }),
    ).toMatchObject({
      unchanged: true,
    });
  },
);

it("makes a procedure of a function", async () => {
  const { client, apply } = await deployed({
    "functions/f.sql": "create function f() returns int language sql as 'select 1';",
  });
  await apply({ "functions/f.sql": "create or replace procedure f() language sql as 'select 1';" });
  await client.query("call f()");
  expect(await rowsOf(client, existing)).toHaveLength(1);
});

it("removes the functions of a file that is gone, and no others (GW-08)", async () => {
  const one = {
    "functions/one.sql": "create function one() returns int language sql as 'select 1';",
  };
  const two = {
    "functions/two.sql": `create function two() returns int language sql as 'select 1';
      create function two(int) returns int language sql begin atomic select two(); end;`,
  };
  const { client, apply } = await deployed({ ...one, ...two });
  await client.query("create function by_hand() returns int language sql as 'select 1'");
  expect(await apply(one)).toMatchObject({ functionsDropped: 2, functionsDeployed: 0 });
  expect((await rowsOf<{ name: string }>(client, existing)).map(({ name }) => name)).toEqual([
    "by_hand()",
    "one()",
  ]);
  expect((await changelog(client)).slice(-2)).toEqual([
    "function_dropped two()",
    "function_dropped two(integer)",
  ]);
});

it("moves a function to another file without a statement for it", async () => {
  const text = "create function one() returns int language sql as 'select 1';";
  const { client, apply } = await deployed({ "functions/one.sql": text });
  expect(await apply({ "functions/another.sql": text })).toMatchObject({ functionsDeployed: 0 });
  expect(await rowsOf(client, "select source_file from _stonescriptdb_gateway_functions")).toEqual([
    { source_file: "functions/another.sql" },
  ]);
});

it("makes a function anew that somebody has removed", async () => {
  const files = {
    "functions/one.sql": "create function one() returns int language sql as 'select 1';",
  };
  const { client, apply } = await deployed(files);
  await client.query("drop function one()");
  expect(await apply(files)).toMatchObject({ functionsDeployed: 1 });
  expect(await rowsOf(client, existing)).toHaveLength(1);
});

it("names what depends on a function that must be dropped, and has done nothing", async () => {
  const { client, apply } = await deployed({
    "functions/f.sql": "create function f(a int) returns int language sql as 'select 1';",
  });
  // Where no file says which views there are.
  await client.query("create schema other; create view other.uses_f as select f(1)");
  const error = await errorOf(
    apply({
      "functions/f.sql": "create function f(a int) returns text language sql as 'select 1::text';",
    }),
  );
  expect(error).toMatchObject({ code: "function_failed", sqlstate: "2BP01" });
  expect(error.message).toContain("f(integer)");
  expect(error.message).toContain("view other.uses_f depends on function f(integer)");
  expect(await rowsOf(client, "select f from other.uses_f")).toEqual([{ f: 1 }]);
});

it("keeps owner, grants and comment of a function that it makes anew", async () => {
  await withServerLock("roles", async () => {
    const { client, apply } = await deployed({
      "functions/f.sql": "create function f(a int) returns int language sql as 'select 1';",
      "functions/g.sql": "create function g(a int) returns int language sql as 'select 1';",
    });
    const roles = ["stopgap_t_owner", "stopgap_t_caller", "stopgap_t_granter"];
    for (const role of roles) await client.query(`create role ${role}`);
    try {
      await client.query(`grant create on schema public to stopgap_t_owner`);
      for (const name of ["f", "g"]) {
        await client.query(`
          revoke all on function ${name}(int) from public;
          grant execute on function ${name}(int) to stopgap_t_caller;
          grant execute on function ${name}(int) to stopgap_t_granter with grant option;
          comment on function ${name}(int) is 'it''s \\ ${name}';
          alter function ${name}(int) owner to stopgap_t_owner`);
      }
      // Another result, and another signature.
      await apply({
        "functions/f.sql":
          "create function f(a int) returns text language sql as 'select 1::text';",
        "functions/g.sql":
          "create function g(a int, b int) returns int language sql as 'select 1';",
      });
      expect(
        await rowsOf(
          client,
          `select p.proname as name, pg_get_userbyid(p.proowner) as owner, obj_description(p.oid, 'pg_proc') as comment,
             (select array_agg(pg_get_userbyid(a.grantee) || case when a.is_grantable then '*' else '' end order by 1)
              from aclexplode(p.proacl) as a where a.grantee <> p.proowner) as grants
           from pg_proc as p where p.pronamespace = 'public'::regnamespace order by 1`,
        ),
      ).toEqual(
        ["f", "g"].map((name) => ({
          ...{ name, owner: "stopgap_t_owner", comment: `it's \\ ${name}` },
          grants: ["stopgap_t_caller", "stopgap_t_granter*"],
        })),
      );
    } finally {
      for (const role of roles)
        await client.query(`drop owned by ${role} cascade; drop role ${role}`);
    }
  });
});

it("creates functions that call each other, in whatever files they are", async () => {
  const { client } = await deployed({
    "functions/a.sql":
      "create function a(n int) returns int language sql as 'select case n when 0 then 0 else b(n) end';",
    "functions/b.sql": "create function b(n int) returns int language sql as 'select a(n - 1)';",
    "functions/c.sql": "create function c() returns int language sql begin atomic select d(); end;",
    "functions/d.sql": "create function d() returns int language sql as 'select a(3)';",
    "functions/e.sql":
      "create function e(v t.v%type) returns t.v%type language plpgsql as 'begin return v; end';",
  });
  expect(await rowsOf(client, "select c(), e(1.5)::text")).toEqual([{ c: 0, e: "1.5" }]);
});

it("finds the error in functions that call each other", async () => {
  const error = await errorOf(
    deployed({
      "functions/a.sql":
        "create function a() returns int language sql as 'select b() from nowhere';",
      "functions/b.sql": "create function b() returns int language sql as 'select a()';",
    }),
  );
  expect(error).toMatchObject({ code: "function_failed", file: "functions/a.sql" });
});

it("tells the line of a function's file in which PostgreSQL finds an error", async () => {
  const error = await errorOf(
    deployed({
      "functions/a.sql":
        "-- about it\ncreate function a(\n  b int default nothing\n) returns int language sql as 'select 1';",
    }),
  );
  expect(error).toMatchObject({
    code: "function_failed",
    object: "a",
    file: "functions/a.sql",
    line: 3,
  });
});

it("keeps functions in a schema of their own apart from those of public", async () => {
  const { client, apply } = await deployed({
    "functions/a.sql": "create function shop.f() returns int language sql as 'select 1';",
    "functions/b.sql": "create function \"Shop\".f() returns int language sql as 'select 2';",
    "functions/c.sql": "create function f() returns int language sql as 'select 3';",
  });
  expect(await rowsOf(client, 'select shop.f() as a, "Shop".f() as b, f() as c')).toEqual([
    { a: 1, b: 2, c: 3 },
  ]);
  expect(
    await apply({
      "functions/c.sql": "create function f() returns int language sql as 'select 3';",
    }),
  ).toMatchObject({ functionsDropped: 2, functionsDeployed: 0 });
  expect(await rowsOf(client, existing)).toHaveLength(1);
});

it("takes over what an earlier gateway has tracked", async () => {
  const { client, apply } = await deployed({});
  await client.query(`
    create function f(a int, b varchar(10)) returns int language sql as 'select 1';
    insert into _stonescriptdb_gateway_functions (function_name, signature, param_types, return_type, body_checksum, source_file)
    values ('f', 'f(INT, VARCHAR(10))', '{INT,VARCHAR(10)}', 'INT', 'of long ago', 'f.pssql')`);
  await apply({
    "functions/f.sql": "create function f(a int) returns int language sql as 'select 2';",
  });
  expect((await rowsOf<{ name: string }>(client, existing)).map(({ name }) => name)).toEqual([
    "f(integer)",
  ]);
});
