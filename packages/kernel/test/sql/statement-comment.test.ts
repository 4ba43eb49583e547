import { describe, expect, it } from "vitest";
import { statementComment } from "../../src/db/statement-comment.js";
import { StatementRunner } from "../../src/db/statement-runner.js";
import type { SqlRunner } from "../../src/engine/engine.js";

describe("the comment of a statement", () => {
  it("tells path and deployment, escaped as in a URL", () => {
    expect(statementComment({ path: "api.users.get", deployment: 12 })).toBe(
      "/*deployment='12',path='api.users.get'*/",
    );
    expect(statementComment({ path: "app.plain" })).toBe("/*path='app.plain'*/");
  });

  it.each(["*/ drop table x; --", "/* nested", "a'b\"c", "$$ \\ \n \u2028", "ä.日本", "%2A/", "*"])(
    "cannot be ended by a name: %j",
    (path) => {
      const comment = statementComment({ path });
      const [, value = ""] = /^\/\*path='([\w.%~-]*)'\*\/$/.exec(comment) ?? [];
      expect(decodeURIComponent(value)).toBe(path);
    },
  );

  it("is bounded, and does not cut a character in two", () => {
    expect(statementComment({ path: "😀".repeat(1000) })).toBe(
      `/*path='${encodeURIComponent("😀").repeat(200)}'*/`,
    );
  });
});

describe("statements with a comment", () => {
  it("are prepared for each function, and forgotten together when there are too many", () => {
    const prepared: string[] = [];
    const runner: SqlRunner = {
      fetch: (sql) => ({ ok: true, text: sql.includes("pg_has_role") ? "true" : "[]" }),
      fetchReadOnly: () => ({ ok: true, text: "[]" }),
      execute: (sql) => {
        if (sql.startsWith("prepare")) prepared.push(sql);
        return { ok: true, text: null };
      },
    };
    const statements = new StatementRunner(runner);
    const wanted = { rows: 10 };
    let asked = 0;
    const functions = [0, 1, 2].map((number) => ({
      readOnly: false,
      wanted,
      comment: () => {
        asked += 1;
        return `/*path='f${String(number)}'*/`;
      },
    }));
    for (let round = 0; round < 3; round += 1)
      for (const options of functions)
        statements.run({ sql: "select 1 -- one", params: [] }, options);
    expect(prepared).toHaveLength(3);
    expect(prepared[1]).toContain("select 1 /*path='f1'*/\n");
    expect(asked).toBe(3);
    for (let n = 0; n < 600; n += 1)
      for (const options of functions)
        statements.run({ sql: `select 2, ${String(n)}`, params: [] }, options);
    expect(prepared).toHaveLength(3 + 600 * 3);
  });

  it("carry it too where they cannot be prepared", () => {
    const ran: string[] = [];
    const statements = new StatementRunner({
      fetch: (sql) => {
        ran.push(sql);
        return { ok: true, text: "[]" };
      },
      fetchReadOnly: () => ({ ok: true, text: "[]" }),
      execute: () => ({ ok: true, text: null }),
    });
    const options = { readOnly: false, wanted: { rows: 1 }, comment: () => "/*path='f'*/" };
    statements.run({ sql: "show work_mem; -- all", params: [] }, options);
    expect(ran).toEqual(["select plts.fetch_rows('show work_mem /*path=''f''*/', 1) as j"]);
  });
});
