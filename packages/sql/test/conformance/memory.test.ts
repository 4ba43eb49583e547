import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app; set check_function_bodies = off");
  await app.define("fine", "export default () => 'fine';");
});
afterAll(() => database.drop());

describe("memory that is used up", () => {
  for (const [name, body] of Object.entries({
    arrays: "const a: unknown[] = []; for (;;) a.push(new Array(100_000).fill(1.5));",
    text: "const a: string[] = []; for (let i = 0; ; i += 1) a.push(`${i}`.padEnd(1_000_000));",
    "text that doubles": "let a = 'x'; for (;;) a += a;",
    maps: "const a = new Map(); for (let i = 0; ; i += 1) a.set(i, { i });",
  })) {
    it(`SG-X12 is an error, and the session goes on: ${name}`, async () => {
      const { message } = await failure(app.run(`export default () => { ${body} };`));
      expect(message.toLowerCase()).toMatch(/out of memory|string too long|invalid string length/);
      expect(await app.call("fine")).toBe("fine");
    });
  }
});
