import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";
import { expectedRefusal, expectedValue, importable, importRows } from "./import-rows.js";

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

describe("docs/imports.md, in a SQL body (SG-M01, SG-M02, SG-M03)", () => {
  it("has rows", () => {
    expect(importRows.length).toBeGreaterThan(30);
    expect(importable).toContain("@stopgap/runtime");
  });

  it.each(importRows)("tells what becomes of $source", async ({ source, inSql }) => {
    const module = source.replaceAll("<hash>", hash);
    const refusal = expectedRefusal(inSql, module, importable);
    if (refusal !== undefined) {
      const { code, message } = await failure(define(module));
      expect(code).toBe("42601");
      expect(message.replace(/^line \d+, column \d+: /, "")).toBe(refusal);
      return;
    }
    await define(module);
    const { rows } = await database.client.query<{ x: unknown }>("select shop.row('{}') as x");
    expect(rows[0]?.x).toEqual(expectedValue(inSql));
  });
});
