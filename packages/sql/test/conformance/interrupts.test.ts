import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
let session: Client;
beforeAll(async () => {
  database = await stopgapDatabase();
  await database.client.query("create schema app");
  session = await database.connect();
  app = new App(session);
  await app.define("fine", "export default () => 'fine';");
});
afterAll(() => database.drop());

/** PostgreSQL's message, cut short where the stack was used up when it came. */
const canceled = expect.stringMatching(/^canceling statement/) as string;

/** Programs that never end by themselves. */
const endless: Readonly<Record<string, string>> = {
  while: "while (true) {}",
  for: "for (;;);",
  do: "do {} while (true);",
  "catching everything": "for (;;) { try { for (;;) {} } catch {} }",
  finally: "for (;;) { try { for (;;) {} } catch {} finally { continue; } }",
  recursion:
    "const f = (n: number): number => { try { return f(n + 1); } catch { return f(n + 1); } }; f(0);",
  "a loop of awaits": "for (;;) await null;",
  "a promise chain":
    "const again = (): Promise<unknown> => Promise.resolve().then(again); await again();",
  "a generator": "function* all() { for (;;) yield 1; } for (const _ of all()) {}",
  "an async generator":
    "async function* all() { for (;;) yield 1; } for await (const _ of all()) {}",
  labels: "outer: for (;;) { for (;;) { continue outer; } }",
  "a getter":
    "const o = { get a(): number { return this.a2; }, get a2(): number { for (;;) {} } }; o.a;",
  "getters that read getters":
    "let o: { v: number } = { v: 1 }; for (let i = 0; i < 60; i += 1) { const p = o; o = { get v() { return p.v + p.v; } }; } o.v;",
  "conversions that convert":
    "let o: object = {}; for (let i = 0; i < 60; i += 1) { const p = o; o = { valueOf: () => +p + +p }; } +o;",
  toJSON: "const o = { toJSON: () => { for (;;) {} } }; JSON.stringify(o);",
  "a sort": "[3, 2, 1].sort(() => { for (;;) {} });",
  "a short callback":
    "const many = { length: 2 ** 53 - 1, find: Array.prototype.find }; many.find(() => false);",
  "a callback that is kept":
    "const kept: any = { then(next: unknown) { this.next = next; }, [Symbol.iterator]() { return this; } }; kept.then(() => ({ done: false })); new Set(kept);",
  "a class": "class A { static { for (;;) {} } }",
  sql: "for (;;) { try { await ctx.db.query('select 1'); } catch {} }",
  "sleeping sql": "await ctx.db.query('select pg_sleep(1000)');",
};

async function hang(name: string, body: string): Promise<void> {
  await app.define(name, `export default async (ctx) => { ${body} return "ended"; };`);
}

describe("statement_timeout", () => {
  for (const [name, body] of Object.entries(endless)) {
    it(`SG-X11 stops ${name}, and the session goes on`, async () => {
      await hang("endless", body);
      await session.query("set statement_timeout = 150");
      expect(await failure(app.call("endless"))).toMatchObject({
        code: "57014",
        message: canceled,
      });
      await session.query("set statement_timeout = 0");
      expect(await app.call("fine")).toBe("fine");
    });
  }
});

describe("pg_cancel_backend", () => {
  for (const name of [
    "while",
    "catching everything",
    "recursion",
    "a loop of awaits",
    "sleeping sql",
  ]) {
    it(`stops ${name} without any timeout, and the session goes on`, async () => {
      await hang("endless", endless[name] ?? "");
      const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
      const call = failure(app.call("endless"));
      await untilRunning(rows[0]?.pid);
      await database.client.query("select pg_cancel_backend($1)", [rows[0]?.pid]);
      expect(await call).toMatchObject({ code: "57014", message: canceled });
      expect(await app.call("fine")).toBe("fine");
    });
  }
});

describe("pg_terminate_backend", () => {
  it("ends the session", async () => {
    await hang("endless", endless["catching everything"] ?? "");
    const session = await database.connect();
    const app = new App(session);
    const { rows } = await session.query<{ pid: number }>("select pg_backend_pid() as pid");
    const call = failure(app.call("endless"));
    await untilRunning(rows[0]?.pid);
    await database.client.query("select pg_terminate_backend($1)", [rows[0]?.pid]);
    expect((await call).code).toBe("57P01");
  });
});

describe("plts.max_runtime_ms", () => {
  it("stops a call, statements and nested calls included", async () => {
    await hang("endless", endless["while"] ?? "");
    await session.query("set plts.max_runtime_ms = 100");
    const { code, message } = await failure(app.call("endless"));
    expect(code).toBe("57014");
    expect(message).toContain("plts.max_runtime_ms");
    await app.define(
      "nesting",
      "export default async (ctx) => { for (;;) { try { await ctx.db.query(`select app.endless('{}')`); } catch {} } };",
    );
    expect((await failure(app.call("nesting"))).code).toBe("57014");
    await session.query("reset plts.max_runtime_ms");
    expect(await app.call("fine")).toBe("fine");
  });
});

describe("a stack overflow", () => {
  it("is an error of its own", async () => {
    await app.define(
      "deep",
      "const f = (n: number): number => f(n + 1) + 1; export default () => f(0);",
    );
    expect(await failure(app.call("deep"))).toMatchObject({ code: "54001" });
    expect(await app.call("fine")).toBe("fine");
  });
});

async function untilRunning(pid: number | undefined): Promise<void> {
  for (;;) {
    const { rowCount } = await database.client.query(
      "select from pg_stat_activity where pid = $1 and state = 'active' and query like '%endless%'",
      [pid],
    );
    if (rowCount === 1) return;
  }
}
