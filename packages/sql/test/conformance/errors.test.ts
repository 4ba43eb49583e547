import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

interface Detail {
  readonly stage: string;
  readonly function: { readonly schema: string; readonly name: string; readonly oid: number };
  readonly stack: string;
}

describe("an error", () => {
  it("names TypeScript lines and columns", async () => {
    await app.define(
      "boom",
      `
import { query } from "@stopgap/runtime";

interface Row { readonly a: string }

function inner(row: Row | null): string {
  return (row as Row).a;
}

export default query(async () => {
  await Promise.resolve();
  return inner(null);
});`,
    );
    const { code, message, detail } = await failure(app.call("boom"));
    expect(code).toBe("P0001");
    expect(message).toMatch(/^TypeError: .*(null|a)/);
    const { stage, stack, function: failed } = JSON.parse(detail) as Detail;
    expect(stage).toBe("handler");
    expect(failed).toMatchObject({ schema: "app", name: "boom" });
    const [first, second] = stack.split("\n");
    expect(first).toMatch(/^at inner \(app\.boom\.ts:7:\d+\)$/);
    expect(second).toMatch(/\(app\.boom\.ts:12:\d+\)$/);
  });

  it("of a module's own evaluation is told so, and is not remembered", async () => {
    await app.define("evaluating", "throw new Error('at load');\nexport default () => 1;");
    for (let round = 0; round < 2; round += 1) {
      const { message, detail } = await failure(app.call("evaluating"));
      expect(message).toBe("at load");
      expect(JSON.parse(detail)).toMatchObject({ stage: "module load" });
    }
  });

  it("can be anything that is thrown", async () => {
    const thrown: readonly (readonly [string, RegExp])[] = [
      ["'text'", /a handler threw text/],
      ["null", /out of memory/],
      ["undefined", /a handler threw a value of type undefined/],
      ["Symbol('x')", /symbol/],
      ["{ get message() { throw 1; } }", /object/],
      ["Object.assign(new Error('x'), { message: Symbol('y') })", /./],
      ["new Proxy(new Error('x'), { get() { throw 1; } })", /./],
      ["Object.create(null)", /object/],
      ["new Error('a\\u0000b\\ud800c')", /a\uFFFDb\uFFFDc/],
    ];
    for (const [source, message] of thrown) {
      await app.define("throwing", `export default () => { throw ${source}; };`);
      expect((await failure(app.call("throwing"))).message, source).toMatch(message);
      expect(await app.run("export default () => 1;")).toBe(1);
    }
  });

  it("SG-X15 is raised where code is missing", async () => {
    await app.define("missing", "export default () => 'missing';");
    await database.client.query("delete from plts.artifact where source_ts like '%''missing''%'");
    const other = new App(await database.connect());
    const { code, message } = await failure(other.call("missing"));
    expect(code).toBe("42704");
    expect(message).toMatch(/^artifact sha256:\w{64} does not exist$/);
  });
});
