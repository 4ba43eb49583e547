import { describe, expect, it } from "vitest";

import { findDatabaseTarget } from "../../src/connection/database-target.js";
import type { GivenValue } from "../../src/options/cli-option.js";

const given = (raw: string): GivenValue => ({ raw, name: "--db", origin: "argument" });
const everything = {
  DATABASE_URL: "postgres://from-database-url/x",
  PGHOST: "from-pghost",
};

describe("the database of a command (SG-L01)", () => {
  it("is the one that was named for it, before all others", () => {
    expect(findDatabaseTarget(given("postgresql://named/x"), everything)).toEqual({
      kind: "url",
      url: "postgresql://named/x",
      namedBy: "--db",
    });
  });

  it("is else that of DATABASE_URL", () => {
    expect(findDatabaseTarget(undefined, everything)).toEqual({
      kind: "url",
      url: "postgres://from-database-url/x",
      namedBy: "DATABASE_URL",
    });
  });

  it.each(["PGHOST", "PGPORT", "PGDATABASE", "PGUSER"])("is else that of %s", (name) => {
    expect(findDatabaseTarget(undefined, { DATABASE_URL: "", [name]: "x" })).toEqual({
      kind: "environment",
      namedBy: name,
    });
  });

  it("is the local server when it is named local", () => {
    expect(findDatabaseTarget(given("local"), everything)).toEqual({
      kind: "local",
      namedBy: "--db",
    });
  });

  it("is never guessed", () => {
    expect(() => findDatabaseTarget(undefined, {})).toThrow(
      expect.objectContaining({
        code: "usage",
        exitCode: 2,
        message: "no database is named",
        hint: expect.stringContaining("--db <url>") as string,
      }),
    );
  });

  it.each(["shop", "http://db/shop", "host=db dbname=shop"])("is not %s", (text) => {
    expect(() => findDatabaseTarget(given(text), {})).toThrow(
      `--db is no URL of a PostgreSQL database: ${text}`,
    );
  });

  it("is refused without its password where its URL is broken", () => {
    expect(() =>
      findDatabaseTarget(undefined, { DATABASE_URL: "postgres://a:secret@b:x/c" }),
    ).toThrow("DATABASE_URL is no URL of a PostgreSQL database: postgres://a:***@b:x/c");
  });
});
