import { describe, expect, it } from "vitest";
import { StatementRunner } from "../../src/db/statement-runner.js";
import type { RunOptions } from "../../src/db/statement-text.js";
import type { SqlRunner } from "../../src/engine/engine.js";

const options: RunOptions = { readOnly: false, wanted: { rows: 10 } };

/** A database that can run statements, but prepare none, and what was asked of it. */
function withoutPrepare(succeeds: boolean): { readonly sql: string[]; readonly runner: SqlRunner } {
  const sql: string[] = [];
  const failure = { code: "42P18", message: "could not determine data type of parameter $1" };
  const fetch: SqlRunner["fetch"] = (text) => {
    sql.push(text);
    return succeeds ? { ok: true, text: "[]" } : { ok: false, failure };
  };
  return {
    sql,
    runner: {
      fetch,
      fetchReadOnly: fetch,
      execute: (text) => {
        sql.push(text);
        return { ok: false, failure };
      },
    },
  };
}

const prepares = (sql: readonly string[]): number =>
  sql.filter((text) => text.startsWith("prepare ")).length;

describe("a statement that cannot be prepared", () => {
  it("runs directly, and once that has worked is not prepared again", () => {
    const { sql, runner } = withoutPrepare(true);
    const statements = new StatementRunner(runner);
    for (let round = 0; round < 3; round += 1) {
      expect(statements.run({ sql: "select $1 is null", params: ["x"] }, options)).toBe("[]");
    }
    expect(prepares(sql)).toBe(1);
    expect(sql.filter((text) => text.includes("is null"))).toHaveLength(4);
  });

  it("is prepared again as long as it does not work at all", () => {
    const { sql, runner } = withoutPrepare(false);
    const statements = new StatementRunner(runner);
    for (let round = 0; round < 2; round += 1) {
      expect(() => statements.run({ sql: "select $1 is null", params: ["x"] }, options)).toThrow(
        "could not determine",
      );
    }
    expect(prepares(sql)).toBe(2);
  });
});
