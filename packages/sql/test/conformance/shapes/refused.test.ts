import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

describe("a function that TypeScript cannot be", () => {
  it("is refused with the reason, and nothing is stored", async () => {
    const shapes: readonly (readonly [string, RegExp])[] = [
      ["function app.bad() returns record", /without saying which columns; write returns table/],
      ["function app.bad() returns setof record", /without saying which columns/],
      ['function app.bad("any") returns int', /of type "any"/],
      ['function app.bad(variadic "any") returns int', /of type "any"/],
      ["function app.bad(int) returns cstring", /of type cstring/],
      ["function app.bad(internal) returns internal", /of type internal/],
      ["function app.bad() returns setof void", /of type void/],
      ["function app.bad(a int, out a int)", /arguments are called a/],
      ["function app.bad(out column2 int, out int)", /columns of its result are called column2/],
      ['function app.bad("$1" int) returns int', /argument called \$1/],
    ];
    for (const [shape, reason] of shapes) {
      const { code, message } = await failure(
        database.client.query(`create ${shape} language plts as 'export default () => 1'`),
      );
      expect(message, shape).toMatch(/^function app\.bad\(.*\) cannot be written in plts: /);
      expect(message, shape).toMatch(reason);
      expect(code, shape).toBe("0A000");
    }
    expect(
      (await database.client.query("select from pg_proc where proname = 'bad'")).rowCount,
    ).toBe(0);
  });

  it("is a window function", async () => {
    const { message } = await failure(
      database.client.query(
        "create function app.bad(int) returns int language plts window as 'export default () => 1'",
      ),
    );
    expect(message).toMatch(/it is a window function/);
  });

  it("is one for parallel workers", async () => {
    for (const parallel of ["safe", "restricted"]) {
      const { message } = await failure(
        database.client.query(
          `create function app.bad(int) returns setof int language plts parallel ${parallel} as 'export default () => []'`,
        ),
      );
      expect(message).toMatch(/parallel worker/);
    }
  });
});
