import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../db/database.js";

let database: TestDatabase;
let client: Client;
let app: App;

interface Notice {
  readonly severity: string | undefined;
  readonly message: string | undefined;
  readonly detail: string | undefined;
}
const notices: Notice[] = [];

beforeAll(async () => {
  database = await stopgapDatabase();
  client = database.client;
  app = new App(client);
  await client.query("create schema app");
  client.on("notice", ({ severity, message, detail }) => {
    notices.push({ severity, message, detail });
  });
});
afterAll(() => database.drop());
afterEach(async () => {
  await client.query("reset all");
});

/** Runs a handler's body at a log level, and returns what it has raised. */
async function raised(level: string | null, body: string, wrapper = "mutation"): Promise<Notice[]> {
  await app.define(
    "logging",
    `import { mutation, query } from "@stopgap/runtime";
     export default ${wrapper}(async (_args, ctx) => { ${body} });`,
  );
  if (level !== null) await client.query("select set_config('plts.log_level', $1, false)", [level]);
  await client.query("set client_min_messages = debug1");
  notices.length = 0;
  try {
    await app.call("logging");
    return [...notices];
  } finally {
    await client.query("reset client_min_messages");
  }
}

const four = `ctx.log("debug", "d"); ctx.log("info", "i"); ctx.log("notice", "n"); ctx.log("warning", "w");`;

describe("ctx.log", () => {
  it.each([
    [null, ["WARNING w"]],
    ["off", []],
    ["error", []],
    ["warn", ["WARNING w"]],
    ["info", ["INFO i", "NOTICE n", "WARNING w"]],
    ["DEBUG", ["DEBUG d", "INFO i", "NOTICE n", "WARNING w"]],
    ["nonsense", ["WARNING w"]],
  ])("at plts.log_level %s raises %j", async (level, expected) => {
    const found = await raised(level, four);
    expect(found.map(({ severity, message }) => `${severity ?? ""} ${message ?? ""}`)).toEqual(
      expected,
    );
  });

  it("has data as JSON in the detail, with every digit", async () => {
    const [notice] = await raised(
      "warn",
      `ctx.log("warning", "it's \\\\ %", { id: 9007199254740993n, text: "a'b\\\\c\\"d", list: [1, null] });`,
    );
    expect(notice).toEqual({
      severity: "WARNING",
      message: "it's \\ %",
      detail: `{"id":9007199254740993,"text":"a'b\\\\c\\"d","list":[1,null]}`,
    });
  });

  it("is right with standard_conforming_strings off", async () => {
    await client.query("set standard_conforming_strings = off");
    const [notice] = await raised("warn", String.raw`ctx.log("warning", "a\\'b", "c\\'d");`);
    expect(notice).toMatchObject({ message: "a\\'b", detail: '"c\\\\\'d"' });
  });

  it("never breaks a call", async () => {
    const found = await raised(
      "warn",
      String.raw`
      const loop: Record<string, unknown> = {}; loop.self = loop;
      ctx.log("warning", "loop", loop);
      ctx.log("warning", "a\u0000b\ud800", NaN);
      ctx.log("warning", { toString() { throw new Error("no"); } } as never);
      ctx.log("warning", "x".repeat(100000), "y".repeat(100000));
      ctx.log("warning", "", { get a() { throw new Error("no"); } });`,
    );
    expect(found.map(({ message }) => message?.slice(0, 40))).toEqual([
      "loop",
      "a\uFFFDb\uFFFD",
      "a message that cannot be shown",
      "x".repeat(40),
      "",
    ]);
    expect(found[0]?.detail).toBe('{"problem":"$.self is an object that contains itself"}');
    expect(found[1]?.detail).toBe('{"problem":"$ is NaN, which has no JSON form"}');
    expect(found[3]?.message).toMatch(/^x{8000}\.\.\. \(100000 characters\)$/);
    expect(JSON.parse(found[3]?.detail ?? "")).toMatchObject({ length: 100_002 });
    expect(found[4]?.detail).toContain("$.a is a value that cannot be read");
  });

  it("works in a query", async () => {
    const found = await raised("warn", `ctx.log("warning", "read", 1);`, "query");
    expect(found).toEqual([{ severity: "WARNING", message: "read", detail: "1" }]);
  });

  it("is cut where it is long, in a query too, however it is raised", async () => {
    const found = await raised(
      "warn",
      `const ten = "0123456789";
       ctx.log("warning", ten.repeat(800), ten.repeat(6_399) + "01234567");
       ctx.log("warning", ten.repeat(800) + "x", ten.repeat(6_399) + "012345678");
       ctx.log("warning", "list", Array.from({ length: 100_000 }, (_, n) => n));
       console.error(ten.repeat(1_000_000), { text: ten.repeat(1_000_000) });`,
      "query",
    );
    const sizes = found.map(({ message, detail }) => [message?.length, detail?.length]);
    const cut = 8_000 + "... (8001 characters)".length;
    expect(sizes.slice(0, 2)).toEqual([
      [8_000, 64_000],
      [cut, expect.any(Number)],
    ]);
    const details = found.slice(1, 3).map(({ detail }) => JSON.parse(detail ?? "") as object);
    expect(details).toEqual([
      { cut: `"${"0123456789".repeat(6_399)}012345678`, length: 64_001 },
      { cut: expect.stringMatching(/^\[0,1,2,.{63993}$/) as string, length: 588_891 },
    ]);
    expect(found).toHaveLength(4);
    expect(found[3]?.message).toMatch(/^[0-9]{8000}\.\.\. \(\d+ characters\)$/);
  });

  it("works for a member of the app role", async () => {
    await app.define("app_logging", `export default (ctx) => ctx.log("warning", "mine");`);
    notices.length = 0;
    await client.query("grant usage on schema app to app_user; set role app_user");
    await app.call("app_logging");
    await client.query("reset role; revoke usage on schema app from app_user");
    expect(notices).toMatchObject([{ message: "mine" }]);
  });

  it("is stopped by a timeout like any statement, and the session goes on", async () => {
    await app.define("endless_log", `export default (ctx) => { for (;;) ctx.log("info", "x"); };`);
    await client.query("set plts.log_level = info; set statement_timeout = 200");
    expect(await failure(app.call("endless_log"))).toMatchObject({ code: "57014" });
    await client.query("set statement_timeout = 0");
    expect(await raised("warn", four)).toHaveLength(1);
  });

  it("stays where a transaction is undone", async () => {
    await app.define(
      "undone",
      `export default async (ctx) => {
         ctx.log("warning", "before");
         await ctx.db.query("select 1/0").catch(() => ctx.log("warning", "caught"));
         ctx.log("warning", "after");
         throw new Error("undone");
       };`,
    );
    notices.length = 0;
    await failure(app.call("undone"));
    expect(notices.map(({ message }) => message)).toEqual(["before", "caught", "after"]);
  });
});

describe("argument errors", () => {
  const secret = {
    id: "secret",
    list: [1, "x"],
    big: 2 ** 53,
    "odd key": "y".repeat(2_000),
  };

  async function detailAt(level: string): Promise<{ message: string; detail: string }> {
    await app.define(
      "strict",
      `import { query, v } from "@stopgap/runtime";
       const args = v.object({ id: v.int(), list: v.array(v.int()), big: v.string(), "odd key": v.int(), gone: v.int() });
       export default query(args, () => 1);`,
    );
    await client.query("select set_config('plts.log_level', $1, false)", [level]);
    const text = JSON.stringify(secret).replace("9007199254740992", "9007199254740993");
    return failure(app.text("strict", text));
  }

  it.each(["off", "error", "warn", "info"])(
    "carry no value at plts.log_level %s",
    async (level) => {
      const { message, detail } = await detailAt(level);
      expect(message + detail).not.toMatch(/secret|yyy|9007/);
      expect(detail).not.toContain('received"');
    },
  );

  it("carry the values in the detail at plts.log_level debug, and never in the message", async () => {
    const { message, detail } = await detailAt("debug");
    expect(message).not.toContain("secret");
    const { issues } = JSON.parse(detail) as {
      issues: readonly { readonly path: string; readonly received?: unknown }[];
    };
    expect(Object.fromEntries(issues.map(({ path, received }) => [path, received]))).toEqual({
      "$.id": "secret",
      "$.list[1]": "x",
      "$.big": "9007199254740993",
      '$["odd key"]': `"${"y".repeat(999)}... (2002 characters)`,
      "$.gone": undefined,
    });
  });
});

describe("console", () => {
  it("is ctx.log, with the usual methods", async () => {
    const found = await raised(
      "debug",
      `console.debug("%s %d", "a", 5, [1]); console.log({ a: 1n }); console.info("i"); console.warn("w");
       console.error("e", new RangeError("far")); console.assert(false, "not %s", "so"); console.trace("t");`,
    );
    expect(found.map(({ severity, message }) => `${severity ?? ""} ${message ?? ""}`)).toEqual([
      "DEBUG a 5 [1]",
      'INFO {"a":1}',
      "INFO i",
      "WARNING w",
      "WARNING e RangeError: far",
      "WARNING Assertion failed: not so",
      "DEBUG Trace: t",
    ]);
    const { stack } = JSON.parse(found[6]?.detail ?? "") as { stack: string };
    expect(stack).toMatch(/^at .+ \(artifact:\w{12}\.ts:3:\d+\)/);
  });

  it("works while a module is evaluated, at the level of the call", async () => {
    await app.define("at_load", `console.warn("loading"); export default () => 1;`);
    notices.length = 0;
    await app.call("at_load");
    expect(notices).toMatchObject([{ message: "loading" }]);
    await client.query("set plts.log_level = off; set plts.isolation = 'call'");
    await app.call("at_load");
    expect(notices).toHaveLength(1);
  });

  it("cannot be changed by a module for others", async () => {
    expect(
      await app.run(
        `const refused = (change: () => void) => { try { change(); return false; } catch (error) { return error instanceof TypeError; } };
         export default () => [
           refused(() => { console.log = () => undefined; }),
           refused(() => { Object.defineProperty(console, "log", { value: 1 }); }),
           refused(() => { Object.setPrototypeOf(console.log, null); }),
           refused(() => { (globalThis as { console: unknown }).console = null; }),
         ];`,
      ),
    ).toEqual([true, true, true, true]);
    expect(await raised("warn", `console.warn("still")`)).toMatchObject([{ message: "still" }]);
  });

  it("hands out nothing of the engine", async () => {
    expect(
      await app.run(
        `export default () => {
           const reached = [console, console.log, console.constructor, console.log.constructor, Object.getPrototypeOf(console)];
           return [Object.keys(console).sort(), reached.map((one) => typeof (one as { execute?: unknown }).execute)];
         };`,
      ),
    ).toEqual([
      [
        "assert",
        "debug",
        "dir",
        "error",
        "group",
        "groupCollapsed",
        "groupEnd",
        "info",
        "log",
        "table",
        "trace",
        "warn",
      ],
      ["undefined", "undefined", "undefined", "undefined", "undefined"],
    ]);
  });
});
