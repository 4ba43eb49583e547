import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query(`
    create schema app; set check_function_bodies = off;
    create table app.t (id int, name text);
  `);
});
afterAll(() => database.drop());

/** Tries to replace every property of everything that a handler can reach, and tells what it managed to replace. */
const patching = `
  import * as runtime from "@stopgap/runtime";
  export default async (ctx: any) => {
    const roots: any[] = [runtime, ctx.db, Object.getPrototypeOf(ctx), globalThis];
    for (const name of Reflect.ownKeys(globalThis)) roots.push((globalThis as any)[name]);
    const own = roots.length;
    roots.push(function* () {}, async () => 1, async function* () {}, [][Symbol.iterator](), ""[Symbol.iterator](),
      new Map()[Symbol.iterator](), new Set()[Symbol.iterator](), "".matchAll(/x/g), ctx.db.query("select 1"));
    try { await ctx.db.query("select 1/0"); } catch (error) { roots.push(Object.getPrototypeOf(error)); }
    const mine = new Set<unknown>([globalThis, ...roots.slice(own).flatMap((root) => [root, root.prototype])]);
    const seen = new Set<any>(); const patched: string[] = [];
    let tried = 0;
    while (roots.length > 0) {
      const object = roots.pop();
      if ((typeof object !== "object" && typeof object !== "function") || object === null || seen.has(object)) continue;
      seen.add(object);
      roots.push(Object.getPrototypeOf(object));
      for (const key of Reflect.ownKeys(object)) {
        const before: any = Object.getOwnPropertyDescriptor(object, key);
        roots.push(before.value, before.get, before.set);
        if (mine.has(object)) continue;
        tried += 1;
        const evil = function () { return "patched"; };
        try { object[key] = evil; } catch {}
        try { Object.defineProperty(object, key, { value: evil }); } catch {}
        try { Object.defineProperty(object, key, { get: evil }); } catch {}
        try { delete object[key]; } catch {}
        const after: any = Object.getOwnPropertyDescriptor(object, key);
        if (!after || !Object.is(after.value, before.value) || after.get !== before.get) patched.push(String(object.name) + "." + String(key));
      }
      if (mine.has(object)) continue;
      try { object.patched = 1; } catch {}
      try { Object.setPrototypeOf(object, { then: () => 1 }); } catch {}
      if (Object.hasOwn(object, "patched")) patched.push("patched on " + String(object.name));
    }
    return { tried, patched };
  };`;

async function everythingWorks(): Promise<void> {
  await app.define(
    "works",
    `import { mutation, v } from "@stopgap/runtime";
     export default mutation(v.object({ id: v.int(), name: v.string() }), async (args, ctx) => {
       await ctx.db.exec("insert into app.t values ($1, $2)", [args.id, args.name]);
       const rows = await ctx.db.query("select id, name from app.t where id = any ($1)", [[args.id]]);
       let code = "";
       try { await ctx.db.query("select 1/0"); } catch (error: any) { code = error.code; }
       const all = await Promise.all([1, 2].map(async (n) => n + 1));
       const texts = ["b", "a"].sort().map((text) => text.toUpperCase()).join("");
       return { rows, code, all, texts, big: 9223372036854775807n, map: [...new Map([[1, 2]])], json: JSON.stringify({ a: 1 }) };
     });`,
  );
  await database.client.query("truncate app.t");
  expect(await app.text("works", '{"id": 1, "name": "x"}')).toBe(
    '{"all": [2, 3], "big": 9223372036854775807, "map": [[1, 2]], "code": "22012", "json": "{\\"a\\":1}", "rows": [{"id": 1, "name": "x"}], "texts": "AB"}',
  );
  expect((await failure(app.call("works", { id: "1", name: "x" }))).message).toContain("$.id");
  await app.define(
    "reads",
    `import { query } from "@stopgap/runtime";
     export default query(async (_args, ctx) => ctx.db.query("delete from app.t returning id"));`,
  );
  expect((await failure(app.call("reads"))).code).toBe("25006");
  await app.define("throws", "export default () => { throw new RangeError('no'); };");
  expect((await failure(app.call("throws"))).message).toBe("RangeError: no");
  await app.define("loops", "export default () => { for (;;) {} };");
  await database.client.query("set statement_timeout = 200");
  expect((await failure(app.call("loops"))).code).toBe("57014");
  await database.client.query("reset statement_timeout");
}

describe("a handler that patches every built-in it can reach", () => {
  it("changes none of them, and all code of the session works as before", async () => {
    await everythingWorks();
    await app.define("patching", patching);
    for (let round = 0; round < 2; round += 1) {
      const { tried, patched } = (await app.call("patching")) as {
        tried: number;
        patched: string[];
      };
      expect(patched).toEqual([]);
      expect(tried).toBeGreaterThan(1000);
      await everythingWorks();
    }
  });
});
