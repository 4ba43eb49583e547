import { readFileSync } from "node:fs";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";

const page = readFileSync(new URL("../../../../../docs/imports.md", import.meta.url), "utf8");

/** The text that several refusals have in common. */
const importable = /```text\n(.*)\n```/.exec(page)?.[1] ?? "";

interface Row {
  readonly source: string;
  readonly answer: string;
}

/** The rows of the page's table: the lines of the module, and what becomes of them. */
const rows = page
  .split("\n")
  .filter((line) => line.startsWith("| `"))
  .map((line): Row => {
    const [, lines = "", answer = ""] = line.split(/(?<!\\)\|/);
    const source = Array.from(lines.matchAll(/`([^`]+)`/g), ([, code]) => code);
    return { source: source.join("\n").replaceAll("\\|", "|"), answer: answer.trim() };
  });

let database: TestDatabase;
let hash: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  const { client } = database;
  await client.query(`
    create schema shop;
    create function shop.in_sql(args jsonb) returns jsonb language sql as 'select args';
    create function shop.of_int(n integer) returns integer language plts as 'export default () => 1';
    create function shop.overloaded(args jsonb) returns jsonb language plts as 'export default () => 1';
    create function shop.overloaded(args jsonb, more jsonb) returns jsonb language plts as 'export default () => 1';
    create function shop.price(args jsonb) returns jsonb language plts as 'export const x = 3; export default () => x;';
    select plts.set_import('kit', plts.compile_and_store('export const x = 1;'),
      '{"kit.d.ts": "export declare const x: number; export type T = string;"}');
    select plts.set_import('@acme/kit/sub', plts.compile_and_store('export const x = 2;'))`);
  const stored = await client.query<{ hash: string }>(
    "select plts.compile_and_store('export const x = 4;') as hash",
  );
  hash = stored.rows[0]?.hash ?? "";
});
afterAll(() => database.drop());

function define(source: string): Promise<unknown> {
  const body = `${source}\nexport default () => (typeof x === "function" ? "a function" : x);`;
  return database.client.query(
    `create or replace function shop.row(args jsonb) returns jsonb language plts as $row$${body}$row$`,
  );
}

describe("docs/imports.md (SG-M01, SG-M02, SG-M03)", () => {
  it("has rows", () => {
    expect(rows.length).toBeGreaterThan(30);
    expect(importable).toContain("@stopgap/runtime");
  });

  it.each(rows)("tells what becomes of $source", async ({ source, answer }) => {
    const module = source.replaceAll("<hash>", hash);
    const refusal = /^refused: (?:`(.*)`|.*)$/.exec(answer);
    if (refusal) {
      const reason = refusal[1] ?? importable;
      const specifier = /(?:from|import\() ?"(.*?)";?$/.exec(module)?.[1] ?? "";
      const expected = reason.startsWith("Cannot ")
        ? reason
        : `Cannot import "${specifier}": ${reason}.`;
      const { code, message } = await failure(define(module));
      expect(code).toBe("42601");
      expect(message.replace(/^line \d+, column \d+: /, "")).toBe(expected);
      return;
    }
    await define(module);
    const { rows: results } = await database.client.query<{ x: unknown }>(
      "select shop.row('{}') as x",
    );
    const expected = answer.startsWith("`") ? (JSON.parse(answer.slice(1, -1)) as unknown) : answer;
    expect(results[0]?.x).toEqual(expected);
  });
});
