import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app");
  await app.define("echo", "export default (ctx) => ctx.args;");
});
afterAll(() => database.drop());

describe("arguments and results", () => {
  it("keep every digit", async () => {
    const args = [
      '{"f": 0.30000000000000004, "n": 9007199254740991}',
      '{"n": 9223372036854775807}',
      '{"n": [-9223372036854775808, 1234567890123456, 12345678901234567890123456789]}',
      '{"n": 0.1234567890123456, "text": "9223372036854775807"}',
      '{"1234567890123456789": 1234567890123456789}',
    ];
    for (const text of args) expect(await app.text("echo", text)).toBe(text);
  });

  it("SG-C03 pass every kind of value unchanged", async () => {
    for (const value of [
      0,
      "",
      false,
      true,
      [],
      {},
      "it's",
      'a "b" \\ c',
      "naïve 😀",
      [null, [1]],
      { a: { b: [1] } },
      1e21,
      5e-324,
    ]) {
      expect(await app.call("echo", value)).toEqual(value);
    }
  });

  it("SG-X02 undefined and null are SQL null", async () => {
    expect(await app.run("export default () => undefined;")).toBeNull();
    expect(await app.run("export default () => null;")).toBeNull();
    expect(await app.text("echo", "null")).toBeNull();
    const { rows } = await database.client.query("select app.echo(null) is null as is_null");
    expect(rows).toEqual([{ is_null: true }]);
  });

  it("come back in their JSON form", async () => {
    expect(
      await app.run(`export default () => ({
        date: new Date(0), big: 9223372036854775807n, bytes: new Uint8Array([1, 255]),
        gone: undefined, holes: [undefined, 1], zero: -0, nothing: null, own: { toJSON: () => "own" },
      });`),
    ).toEqual({
      date: "1970-01-01T00:00:00.000Z",
      big: Number("9223372036854775807"),
      bytes: "\\x01ff",
      holes: [null, 1],
      zero: 0,
      nothing: null,
      own: "own",
    });
    expect(await app.run("export default () => 0.1 + 0.2;")).toBe(0.1 + 0.2);
  });

  it("that JSON cannot hold are refused with their path", async () => {
    const refused: readonly (readonly [string, string, RegExp])[] = [
      ["({ a: [1, Number.NaN] })", "$.a[1]", /NaN/],
      ["({ a: 1 / 0 })", "$.a", /Infinity/],
      ["({ f: () => 1 })", "$.f", /function/],
      ["Symbol('s')", "$", /symbol/],
      ["({ 'a b': Symbol('s') })", '$["a b"]', /symbol/],
      ["{ const a: unknown[] = [1]; a.push(a); return a; }", "$[1]", /contains itself/],
      ["({ get a() { throw new Error('no'); } })", "$.a", /cannot be read/],
      ["new Map([[1, 2]])", "$", /Map/],
      ["({ a: new Set([1]) })", "$.a", /Set/],
      ["({ a: [Promise.resolve(1)] })", "$.a[0]", /promise that was not awaited/],
      ["({ a: new Float64Array(1) })", "$.a", /Float64Array/],
      ["({ a: 'x\\u0000y' })", "$.a", /U\+0000/],
      ["({ a: ['\\ud800'] })", "$.a[0]", /surrogate/],
      ["({ a: new Date(NaN) })", "$.a", /invalid Date/],
      [
        "{ let a: unknown = 1; for (let i = 0; i < 2000; i += 1) a = [a]; return a; }",
        "$[0]",
        /levels/,
      ],
      ["new Proxy({}, { ownKeys() { throw new Error('no'); } })", "", /no/],
    ];
    for (const [source, path, problem] of refused) {
      await app.define("refused", `export default (): unknown => ${source};`);
      const { code, message, detail } = await failure(app.call("refused"));
      expect(message, source).toMatch(problem);
      expect(message, source).toContain(path);
      expect(code).toBe("P0001");
      expect(JSON.parse(detail), source).toMatchObject({ stage: "result" });
    }
    expect(await app.call("echo", 1)).toBe(1);
  });
});

describe("schemas", () => {
  it("SG-W04 give the handler their parsed output", async () => {
    expect(
      await app.run(
        `import { query, v } from "@stopgap/runtime";
         export default query(v.object({
           n: v._default(v.int(), 7),
           s: v.string().check(v.trim()),
           up: v.pipe(v.string(), v.transform((s: string) => s.toUpperCase())),
         }), (args) => args);`,
        { s: "  x ", up: "abc" },
      ),
    ).toEqual({ n: 7, s: "x", up: "ABC" });
  });

  it("SG-W02 name path and expectation of what is wrong", async () => {
    await app.define(
      "checked",
      `import { query, v } from "@stopgap/runtime";
       export default query(v.object({ user: v.object({ id: v.int() }), tags: v.optional(v.array(v.string())) }), () => 1);`,
    );
    const wrong: readonly (readonly [unknown, string])[] = [
      [{ user: { id: "x" } }, "$.user.id: expected int, received string"],
      [{ user: {} }, "$.user.id: missing required property"],
      [{}, "$.user: missing required property"],
      [{ user: { id: 1, zz: 1 } }, "$.user.zz: additional properties are not allowed"],
      [{ user: { id: 1 }, tags: ["a", 2] }, "$.tags[1]: expected string, received number"],
      [null, "$: expected object, received null"],
    ];
    for (const [args, message] of wrong) {
      expect((await failure(app.call("checked", args))).message).toBe(
        `stopgap args validation failed at ${message}`,
      );
    }
  });

  it("report every issue in the detail, and never a value", async () => {
    await app.define(
      "secretive",
      `import { query, v } from "@stopgap/runtime";
       export default query(v.object({ a: v.int(), b: v.email() }), () => 1);`,
    );
    const { message, detail } = await failure(
      app.call("secretive", { a: "hunter2", b: "hunter2" }),
    );
    expect(message + detail).not.toContain("hunter2");
    expect(JSON.parse(detail)).toMatchObject({
      stage: "handler",
      function: { schema: "app", name: "secretive", oid: expect.any(Number) as number },
      issues: [
        { path: "$.a", message: "expected int, received string" },
        { path: "$.b", message: "expected email, received string" },
      ],
    });
  });
});

describe("ctx", () => {
  it("tells the function and the start of the transaction", async () => {
    await app.define(
      "about",
      "export default (ctx) => ({ fn: ctx.fn, now: ctx.now, mode: ctx.db.mode });",
    );
    await database.client.query("begin");
    const { rows } = await database.client.query<{
      about: unknown;
      oid: number;
      now: string;
      hash: string;
    }>(
      `select app.about('{}') as about, 'app.about(jsonb)'::regprocedure::oid::int as oid,
         to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now,
         plts.pointer('app.about(jsonb)'::regprocedure) ->> 'artifact_hash' as hash`,
    );
    await database.client.query("rollback");
    const [row] = rows;
    expect(row?.about).toEqual({
      fn: { oid: row?.oid, schema: "app", name: "about", artifactHash: row?.hash },
      now: row?.now,
      mode: "rw",
    });
  });
});

describe("async", () => {
  it("SG-X03 handlers are awaited, and rejections are errors", async () => {
    expect(
      await app.run(`
        const later = async (n: number) => n;
        async function* count() { yield 1; yield 2; }
        const start = await later(10);
        export default async () => {
          const log: unknown[] = [start];
          for await (const n of count()) log.push(n);
          log.push(...(await Promise.all([later(3), 4, Promise.resolve(5)])));
          await Promise.reject(new Error("caught")).catch((e: Error) => log.push(e.message));
          return log;
        };`),
    ).toEqual([10, 1, 2, 3, 4, 5, "caught"]);
    await app.define("rejects", "export default async () => { throw new RangeError('too far'); };");
    expect((await failure(app.call("rejects"))).message).toBe("RangeError: too far");
  });

  it("that never settle are errors", async () => {
    await app.define("never", "export default () => new Promise(() => undefined);");
    expect((await failure(app.call("never"))).message).toBe("handler promise never settles");
  });

  it("that reject unheard are errors", async () => {
    await app.define(
      "unheard",
      "export default () => { void Promise.reject(new Error('unheard')); return 1; };",
    );
    expect((await failure(app.call("unheard"))).message).toBe("unheard");
  });
});
