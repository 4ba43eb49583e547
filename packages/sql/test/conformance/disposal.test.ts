import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app; create table app.released (name text)");
});
afterAll(() => database.drop());

const resources = `
  import { mutation, type Context } from "@stopgap/runtime";
  const opened = (name: string, log: string[]): Disposable => ({
    [Symbol.dispose]() { log.push("closed " + name); },
  });
  class Lock implements AsyncDisposable {
    constructor(readonly ctx: Context, readonly name: string) {}
    async [Symbol.asyncDispose]() {
      await this.ctx.db.exec("insert into app.released values ($1)", [this.name]);
    }
  }`;

describe("using", () => {
  it("disposes of what a block has declared, the last first, however it ends", async () => {
    expect(
      await app.run(`${resources}
        export default mutation(async () => {
          const log: string[] = [];
          { using a = opened("a", log), b = opened("b", log); using none = null; log.push("open"); }
          for (using c of [opened("c", log), opened("d", log)]) log.push("in a loop");
          const early = () => { using e = opened("e", log); return "returned"; };
          log.push(early());
          try { using f = opened("f", log); throw new Error("thrown"); } catch (error) { log.push((error as Error).message); }
          return log;
        });`),
    ).toEqual([
      "open",
      "closed b",
      "closed a",
      "in a loop",
      "closed c",
      "in a loop",
      "closed d",
      "closed e",
      "returned",
      "closed f",
      "thrown",
    ]);
  });

  it("is checked: what it takes can be disposed of", async () => {
    const { message } = await failure(
      app.run("export default () => { using a = { open: true }; };"),
    );
    expect(message).toContain("an object with a '[Symbol.dispose]()' method");
  });
});

describe("await using", () => {
  it("waits for the end, which may use the database", async () => {
    expect(
      await app.run(`${resources}
        export default mutation(async (_args, ctx) => {
          const names = () => ctx.db.query<{ name: string }>("select name from app.released");
          const seen: unknown[] = [];
          {
            await using first = new Lock(ctx, "first");
            await using second = { async [Symbol.asyncDispose]() { seen.push(await names()); } };
            seen.push(first.name);
          }
          return [...seen, await names()];
        });`),
    ).toEqual(["first", [], [{ name: "first" }]]);
  });

  it("fails with the error of the disposal, which keeps the earlier one", async () => {
    expect(
      await app.run(`
        export default async () => {
          try {
            await using a = { async [Symbol.asyncDispose]() { throw new Error("while closing"); } };
            throw new Error("before");
          } catch (error) {
            const { name, error: last, suppressed } = error as Error & { error: Error; suppressed: Error };
            return [name, last.message, suppressed.message];
          }
        };`),
    ).toEqual(["SuppressedError", "while closing", "before"]);
  });
});
