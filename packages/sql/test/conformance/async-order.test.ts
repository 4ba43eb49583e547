import { asyncPrograms, runAllNatively } from "@stopgap/kernel/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  // The programs are JavaScript: their types are not checked.
  await database.client.query("create schema app; set check_function_bodies = off");
});
afterAll(() => database.drop());

/** How deep brackets are nested. One engine's stack ends before the compiler has been through the deepest programs. */
function deepest(source: string): number {
  let depth = 0;
  let most = 0;
  for (const character of source) {
    if ("([{".includes(character)) most = Math.max(most, (depth += 1));
    else if (")]}".includes(character)) depth -= 1;
  }
  return most;
}

describe("async code", () => {
  it("SG-X03 runs in the same order as in Node: generated programs", async () => {
    const seeds = Array.from({ length: 200 }, (_, seed) => 100_000 + seed)
      .filter((seed) => deepest(asyncPrograms([seed])) <= 14)
      .slice(0, 60);
    const source = asyncPrograms(seeds);
    const native = await runAllNatively(source);
    await app.define(
      "programs",
      `${source.replace("export default", "const make =")}
       export default async (ctx) => {
         let log = [];
         const logs = [];
         const programs = make((...words) => { log.push(words.join(" ")); });
         for (const index of ctx.args) {
           log = [];
           logs.push(log);
           programs[index]()();
           for (let turn = 0; turn < 1000; turn += 1) await null;
         }
         return logs;
       };`,
    );
    // A rejection that nobody handles fails the whole call.
    const quiet = seeds.map((_, index) => index).filter((index) => !native[index]?.unhandled);
    expect(quiet.length).toBeGreaterThan(seeds.length / 2);
    const logs = (await app.call("programs", quiet)) as string[][];
    for (const [place, index] of quiet.entries()) {
      expect(logs[place], `program ${String(seeds[index])}`).toEqual(native[index]?.log);
    }
  }, 60_000);

  it("waits for a module's top-level await before the handler runs", async () => {
    expect(
      await app.run(`
        const log: unknown[] = [];
        void Promise.resolve().then(() => log.push("job"));
        log.push(await (async () => { await null; return "awaited"; })());
        for await (const x of [Promise.resolve(1), 2]) log.push(x);
        try { await Promise.reject(new Error("caught")); } catch (e) { log.push((e as Error).message); }
        export default () => [...log, "handler"];`),
    ).toEqual(["job", "awaited", 1, 2, "caught", "handler"]);
  });
});
