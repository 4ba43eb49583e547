import { describe, expect, it } from "vitest";

import { splitStatements } from "../../src/sql/split-statements.js";

describe("SQL is split into statements", () => {
  it("at semicolons, without what is between them", () => {
    expect(splitStatements("select 1; select 2 ;\n\n -- two\nselect 3")).toEqual([
      "select 1",
      "select 2",
      "select 3",
    ]);
  });

  it("but not at those in quotes, names, bodies and comments", () => {
    const statements = [
      "select 'a;''b'",
      'select 1 as "a;b"',
      "select $$ ; $x$ ; $$",
      "select $x$ $$; $x$",
      "select 1 -- no; end\n + 1",
      "select 1 /* no; end */ + 1",
    ];

    expect(splitStatements(statements.join(";\n"))).toEqual(statements);
  });

  it("and a comment alone is none", () => {
    expect(splitStatements("select 1; -- refused\n")).toEqual(["select 1"]);
    expect(splitStatements("")).toEqual([]);
  });
});
