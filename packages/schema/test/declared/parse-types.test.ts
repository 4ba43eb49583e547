import { describe, expect, it } from "vitest";

import { parseFiles, refusalOf, shortNames } from "../fixtures/parse-files.js";

describe("types", () => {
  it.each([
    ["create type mood as enum ('sad', 'ok')", "ENUM"],
    ["CREATE TYPE Mood AS\nENUM ()", "ENUM"],
    ["create type mood as (a int, b text)", "COMPOSITE"],
    ["create domain mood as text check (value <> 'create type as enum')", "DOMAIN"],
    ["create type mood as range (subtype = float8)", "RANGE"],
    ["create type mood", "UNKNOWN"],
    ["create type mood (input = mood_in, output = mood_out)", "UNKNOWN"],
  ])("are told apart by the parser: %s (GW-06)", async (text, kind) => {
    const { types } = await parseFiles({ "types/a.sql": text });
    expect(types).toMatchObject([{ name: { schema: "public", name: "mood" }, kind }]);
  });

  it("come after those that they are made of, else by name (GW-06)", async () => {
    const { types } = await parseFiles({
      "types/a.sql": "create type a as (b b[], c public.c)",
      "types/b.sql": "create domain b as d[] check (array_length(value, 1) > 0)",
      "types/c.sql": "create domain c as text; create type e as range (subtype = c)",
      "types/d.sql": "create type d as (x int, m mood)",
      "types/z.sql": "create type mood as enum ('sad')",
    });
    expect(shortNames(types)).toEqual(["c", "e", "mood", "d", "b", "a"]);
  });

  it("that are made of each other are refused by name", async () => {
    const error = await refusalOf({
      "types/a.sql": "create type a as (b b)",
      "types/b.sql": "create type b as (a a[])",
    });
    expect(error.message).toBe("Circular dependency detected in type definitions: a, b");
  });

  it("have what their file says of them, and it counts (GW-06)", async () => {
    const checksum = async (text: string): Promise<string | undefined> =>
      (await parseFiles({ "types/a.sql": text })).types[0]?.checksum;
    const plain = "create type mood as enum ('sad', 'Ok'); comment on type mood is 'how'";
    const { types } = await parseFiles({ "types/a.sql": plain });
    expect(types).toMatchObject([
      { statements: [{ line: 1 }, { text: "comment on type mood is 'how'" }] },
    ]);
    const first = await checksum(plain);
    expect(await checksum(plain.toUpperCase().replace(/'[^']*'/g, (text) => text))).not.toBe(first);
    expect(
      await checksum(
        "-- moods\nCREATE  TYPE Mood AS ENUM('sad','Ok');\nCOMMENT ON TYPE mood IS 'how';",
      ),
    ).toBe(first);
    expect(await checksum(plain.replace("Ok", "ok"))).not.toBe(first);
    expect(await checksum(plain.replace("how", "why"))).not.toBe(first);
  });

  it("are declared once, and what belongs to none is refused", async () => {
    const error = await refusalOf({
      "types/a.sql": "create type a as enum (); create domain a as text",
      "types/b.sql": "comment on type a is ''",
    });
    expect(error.message.split("\n")).toEqual([
      "types/a.sql:1:27: type a is declared in types/a.sql:1 too",
      "types/b.sql:1:1: belongs to no type that is declared before it",
    ]);
  });
});

describe("extensions", () => {
  it("are called as their files, and say version and schema in comments (GW-05)", async () => {
    const { extensions } = await parseFiles({
      "extensions/uuid-ossp.sql": "",
      "extensions/vector.txt":
        "this is no SQL: it's\n--version: 0.6\n  -- version:  0.7.0 \n--schema: ext",
      "extensions/citext.pssql":
        "create extension citext; -- version\n-- Version: 9\n-- note: schema: x",
    });
    expect(extensions).toEqual([
      { file: "extensions/citext.pssql", line: 1, name: "citext", version: null, schema: null },
      { file: "extensions/uuid-ossp.sql", line: 1, name: "uuid-ossp", version: null, schema: null },
      { file: "extensions/vector.txt", line: 1, name: "vector", version: "0.7.0", schema: "ext" },
    ]);
  });

  it("are declared once", async () => {
    const error = await refusalOf({ "extensions/a.sql": "", "extensions/a.txt": "" });
    expect(error.message).toBe(
      "extensions/a.txt:1:1: extension a is declared in extensions/a.sql too",
    );
  });
});
