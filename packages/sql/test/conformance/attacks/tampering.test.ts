import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query(`
    create schema app; set check_function_bodies = off;
    create table app.t (id int);
  `);
});
beforeEach(() => database.client.query("truncate app.t; insert into app.t values (1)"));
afterAll(() => database.drop());

const query = (body: string) =>
  `import { query } from "@stopgap/runtime"; export default query(async (args: any, ctx: any) => { ${body} });`;
const mutation = (body: string) =>
  `import { mutation } from "@stopgap/runtime"; export default mutation(async (args: any, ctx: any) => { ${body} });`;

/** Defines a handler without hurry, and calls it with a statement timeout, in milliseconds. */
async function runWithin(timeout: number, source: string): Promise<unknown> {
  await app.define("once", source);
  await database.client.query(`set statement_timeout = ${String(timeout)}`);
  try {
    return await app.call("once");
  } finally {
    await database.client.query("reset statement_timeout");
  }
}

async function ids(): Promise<unknown[]> {
  const { rows } = await database.client.query<{ id: number }>("select id from app.t order by id");
  return rows.map(({ id }) => id);
}

describe("parameters with code of their own", () => {
  it("cannot write into the statement", async () => {
    const hostile: Readonly<Record<string, string>> = {
      "a map of their own":
        "class A extends Array { map() { return ['1); delete from app.t; select (1']; } some() { return false; } }; const p: any = new A(); p.push(1);",
      "a species of their own":
        "class A extends Array { static get [Symbol.species]() { return class { join() { return '1); delete from app.t; select (1'; } }; } }; const p: any = new A(); p.push(1);",
      "a proxy":
        "const p: any = new Proxy([1], { get: (target: any, key) => key === 'map' ? () => ['1); delete from app.t; select (1'] : target[key] });",
      "an iterator":
        "const p: any = [1]; Object.defineProperty(p, Symbol.iterator, { value: function* () { yield '1); delete from app.t; select (1'; } });",
    };
    for (const [name, source] of Object.entries(hostile)) {
      expect(
        await app.run(mutation(`${source} return ctx.db.query("select $1::int as a", p);`)),
        name,
      ).toEqual([{ a: 1 }]);
      expect(await ids(), name).toEqual([1]);
    }
  });

  it("are text, whatever they turn into", async () => {
    const text = "'); delete from app.t; --";
    const hostile: Readonly<Record<string, string>> = {
      toString: `{ toString: () => ${JSON.stringify(text)} }`,
      valueOf: `{ valueOf: () => ${JSON.stringify(text)} }`,
      toJSON: `{ toJSON: () => ${JSON.stringify(text)} }`,
      toPrimitive: `{ [Symbol.toPrimitive]: () => ${JSON.stringify(text)} }`,
      "a date": `Object.assign(new Date(0), { toISOString: () => ${JSON.stringify(text)} })`,
      "a date's text": `Object.assign(new Date(0), { toISOString: () => ({ replace: () => ${JSON.stringify(text)} }) })`,
      bytes: `Object.assign(new Uint8Array(1), { [Symbol.iterator]: function* () { yield { toString: () => ({ padStart: () => ${JSON.stringify(text)} }) }; } })`,
      "a boxed string": `new String(${JSON.stringify(text)})`,
      "an array's map": `(() => { const a: any = [1]; a.map = () => [${JSON.stringify(text)}]; return a; })()`,
      "an array's element": `[${JSON.stringify(text)}]`,
    };
    for (const [name, source] of Object.entries(hostile)) {
      await app
        .run(mutation(`return ctx.db.query("select $1::text as a", [${source}]);`))
        .catch(() => undefined);
      await app
        .run(mutation(`return ctx.db.query("select array[1] || $1 as a", [${source}]);`))
        .catch(() => undefined);
      await app
        .run(mutation(`await ctx.db.exec("notify x, $1", [${source}]);`))
        .catch(() => undefined);
      expect(await ids(), name).toEqual([1]);
    }
  });

  it("are counted once", async () => {
    expect(
      await app.run(
        query(
          `let n = 0;
           const p = new Proxy([], { get: (_target, key) => key === "length" ? (n++ ? 300 : 1) : 1 });
           return ctx.db.query("select $1::int as a", p);`,
        ),
      ),
    ).toEqual([{ a: 1 }]);
  });
});

describe("a ctx.db that was kept", () => {
  it("does not write in a query", async () => {
    await app.define(
      "keeping",
      `import { mutation, query } from "@stopgap/runtime";
       let kept: any;
       const keep = mutation(async (_args: any, ctx: any) => { kept = ctx.db; return "kept"; });
       const read = query(async (_args: any, ctx: any) => {
         try { await kept.query("delete from app.t returning id"); return "written"; }
         catch (error: any) { return [error.code, await ctx.db.query("select id from app.t")]; }
       });
       const entry: any = (ctx: any) => (entry.__stopgap_kind ? read : keep)(ctx);
       Object.defineProperty(entry, "__stopgap_kind", { get: () => kept && "query" });
       export default entry;`,
    );
    expect(await app.call("keeping")).toBe("kept");
    expect(await app.call("keeping")).toEqual(["25006", [{ id: 1 }]]);
    expect(await ids()).toEqual([1]);
  });
});

describe("an error that a handler has changed", () => {
  it("cannot hide that the call was stopped", async () => {
    for (const change of [
      "error.code = 'P0001'",
      "error.message = 'all is well'",
      "Object.assign(error, { code: 'P0001', message: 'all is well' })",
      "Object.defineProperty(error, 'code', { value: '00000' })",
      "Object.setPrototypeOf(error, null)",
    ]) {
      const caught = await failure(
        runWithin(
          300,
          `export default () => { try { for (;;) {} } catch (error: any) { try { ${change}; } catch {} throw error; } };`,
        ),
      );
      expect(caught, change).toMatchObject({
        code: "57014",
        message: "canceling statement due to statement timeout",
      });
    }
  });

  it("is still an error that any client can read", async () => {
    const changes: Readonly<Record<string, string>> = {
      "a message that throws":
        "Object.defineProperty(error, 'message', { get() { throw error; } })",
      "a code that throws": "Object.defineProperty(error, 'code', { get() { throw error; } })",
      "a code that is none": "error.code = { toString: () => 'P0001', toJSON: () => ({}) }",
      "success as its code": "error.code = '00000'",
      "a message that is none": "error.message = 5",
      "a stack that throws": "Object.defineProperty(error, 'stack', { get() { throw error; } })",
      "a stack that changes":
        "let n = 0; Object.defineProperty(error, 'stack', { get: () => n++ ? { split: () => [{ toString() { throw 5; } }] } : 'x' })",
      "issues that throw": "Object.defineProperty(error, 'issues', { get() { throw error; } })",
      "issues without end": "error.issues = [error]; error.issues.push(error.issues)",
      "another prototype": "Object.setPrototypeOf(error, null)",
      "a name that throws": "Object.defineProperty(error, 'name', { get() { throw error; } })",
      "half a surrogate pair": "error.message = '\\ud800\\0'",
    };
    for (const [name, change] of Object.entries(changes)) {
      for (const cause of ["await ctx.db.query('select 1/0')", "throw new Error('no')"]) {
        const caught = await failure(
          app.run(mutation(`try { ${cause}; } catch (error: any) { ${change}; throw error; }`)),
        );
        expect(caught.code, name).toMatch(/^(P0001|22012)$/);
        expect(JSON.parse(caught.detail), name).toMatchObject({ stage: "handler" });
      }
    }
    const proxy = await failure(
      app.run(
        `export default () => { throw new Proxy(new Error("x"), { get() { throw 1; }, getPrototypeOf() { throw 2; }, has() { throw 3; } }); };`,
      ),
    );
    expect(proxy.code).toBe("P0001");
  });

  it("cannot run for ever while it is read", async () => {
    for (const member of ["message", "name", "stack", "issues", "code"]) {
      const caught = await failure(
        runWithin(
          300,
          `export default () => { const error = new Error("x"); Object.defineProperty(error, "${member}", { get() { for (;;); } }); throw error; };`,
        ),
      );
      if (member !== "code") expect(caught, member).toMatchObject({ code: "57014" });
    }
  });
});

describe("a result", () => {
  it("cannot be one that takes for ever to write", async () => {
    const endless: Readonly<Record<string, string>> = {
      "an array of nothing": "const a: unknown[] = []; a.length = 2 ** 32 - 1; return a;",
      "a proxy of an array":
        "return new Proxy([], { get: (_target, key) => key === 'length' ? 2 ** 32 - 1 : 1 });",
      "a getter": "return { get a() { for (;;); } };",
      toJSON: "return { toJSON() { for (;;); } };",
      "keys without end": "return new Proxy({}, { ownKeys() { for (;;); } });",
      "a thenable": "return { then() { for (;;); } };",
      "a thenable without end": "const then = (f: any) => f({ then }); return { then };",
    };
    for (const [name, body] of Object.entries(endless)) {
      const caught = await failure(runWithin(300, `export default (): unknown => { ${body} };`));
      expect(["57014", "P0001", "54001"], `${name}: ${caught.message}`).toContain(caught.code);
      expect(await app.run("export default () => 'fine';")).toBe("fine");
    }
    const posing = "Object.create(Array.prototype, { length: { value: 2 ** 53 - 1 } })";
    expect(await runWithin(300, `export default () => ${posing};`)).toEqual({});
  });
});
