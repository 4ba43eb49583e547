import { request } from "node:http";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CallGateway } from "../../fixtures/call-gateway.js";
import { deployFunctions } from "../../fixtures/deployed-functions.js";
import { testSettings } from "../../fixtures/settings.js";

let gateway: CallGateway;
beforeAll(async () => {
  const { limits } = testSettings();
  gateway = await CallGateway.create(
    {
      limits: {
        ...limits,
        bodyBytes: 10_000,
        parameters: 3,
        resultRows: 10,
        resultBytes: 2000,
        callTimeoutMs: 5000,
        maxCallTimeoutMs: 10_000,
      },
    },
    (client) =>
      deployFunctions(client, {
        letters: `export default mutation(v.object({ n: v.int() }), async ({ n }, ctx) => {
          await ctx.db.exec("insert into app.log values ($1)", [n]);
          return "x".repeat(n);
        });`,
        setting: `export default query(async (_args, ctx) =>
          (await ctx.db.query("select current_setting('transaction_read_only') as s"))[0].s);`,
      }),
  );
  await gateway.sql(`
    create table done (n int);
    create function numbers(n int) returns setof int language sql as
      'insert into done values (numbers.n); select generate_series(1, n)';
    create function letters(n int) returns text language sql as
      $$ insert into done values (letters.n); select repeat('x', n) $$;
    create function sum3(variadic numbers int[]) returns int language sql as 'select cardinality(numbers)';
    create function nap(seconds float8) returns void language plpgsql as
      $$ begin insert into done values (0); perform pg_sleep(seconds); end $$;
    create function write() returns int language sql as 'insert into done values (1) returning n';
    create function pretends_stable() returns int language sql stable as $$ select n from write() as n $$;
    create function session_setting() returns text language sql as
      $$ select concat(current_setting('statement_timeout'), ' ', current_setting('transaction_read_only')) $$;
    create function read_setting() returns text language sql stable as
      $$ select concat(current_setting('statement_timeout'), ' ', current_setting('transaction_read_only')) $$;
    create function tries_to_write() returns int language plpgsql stable as
      $$ begin set transaction read write; return 1; end $$;
    create function who() returns text language sql as 'select current_user::text';
  `);
});
afterAll(() => gateway.stop());

const done = async (): Promise<number> => {
  const [row] = await gateway.sql(
    "with gone as (delete from done returning 1) select count(*)::int as n from gone",
  );
  return Number(row?.["n"]);
};

describe("the limits of a call", () => {
  it("undo what returns too many rows", async () => {
    expect((await gateway.call("numbers", [10])).body).toMatchObject({ row_count: 10 });
    expect(await done()).toBe(1);
    expect(await gateway.call("numbers", [11])).toMatchObject({
      status: 422,
      body: { error: "unprocessable", message: "The result of 'numbers' has more than 10 rows" },
    });
    expect(await done()).toBe(0);
  });

  it("undo what returns too much", async () => {
    expect((await gateway.call("letters", [1900])).status).toBe(200);
    expect(await done()).toBe(1);
    expect(await gateway.call("letters", [2000])).toMatchObject({
      status: 422,
      body: { error: "unprocessable", message: "The result of 'letters' has more than 2000 bytes" },
    });
    expect(await done()).toBe(0);
  });

  it("undo what a TypeScript function returns too much of", async () => {
    const letters = (n: number) => gateway.send({ path: "api.legacy.letters", args: { n } });
    // As JSON, a text has its quotes.
    expect(await letters(1998)).toMatchObject({ status: 200, body: { result: "x".repeat(1998) } });
    expect(await letters(1999)).toMatchObject({
      status: 422,
      body: {
        error: "unprocessable",
        message: "The result of 'api.legacy.letters' has more than 2000 bytes",
      },
    });
    expect(await gateway.sql("select n from app.log")).toEqual([{ n: 1998 }]);
  });

  it("refuse too many parameters, and a body that is too large", async () => {
    expect((await gateway.call("sum3", [1, 2, 3])).body["rows"]).toEqual([{ sum3: 3 }]);
    expect(await gateway.call("sum3", [1, 2, 3, 4])).toMatchObject({
      status: 422,
      body: { message: "A call takes at most 3 parameters", cause: "there are 4" },
    });
    expect(await gateway.call("sum3", ["x".repeat(10_000)])).toMatchObject({
      status: 413,
      body: { error: "payload_too_large" },
    });
  });

  it.each([
    [{ params: [] }, 400, "Missing required field: function"],
    [{ function: "who", path: "api.a.b" }, 422, "Field 'function' does not go with 'path'"],
    [{ function: "who", args: 1 }, 422, "Field 'args' does not go with 'function'"],
    [
      { function: "who", deployment_id: 1 },
      422,
      "Field 'deployment_id' does not go with 'function'",
    ],
    [{ path: "api.a.b", params: [] }, 422, "Field 'params' does not go with 'path'"],
    [{ function: "who", timeout_ms: 10_001 }, 422, "Field 'timeout_ms' must be at most 10000"],
    [{ function: "who", timeout_ms: 0 }, 422, undefined],
    [{ function: "who", params: 1 }, 422, undefined],
    [{ function: "who", prams: [] }, 422, "Unknown field: prams"],
    [{ function: "who", schema_name: "main" }, 400, "Missing required field: database_id"],
    [{ function: "who", tenant_id: "a\0b" }, 422, undefined],
  ])("refuse %j", async (body, status, message) => {
    const answer = await gateway.send(body);
    expect(answer).toMatchObject({ status, body: message === undefined ? {} : { message } });
  });

  it("run as a role of the platform's that is no superuser (GW-26)", async () => {
    const { body } = await gateway.call("who");
    expect(body["rows"]).toEqual([{ who: `stopgap_platform_${gateway.platform}` }]);
  });
});

describe("the time of a call", () => {
  it("ends it in the database and answers 504, and the connection serves the next one", async () => {
    expect(await gateway.call("nap", [60], { timeout_ms: 50 })).toMatchObject({
      status: 504,
      body: {
        error: "timeout",
        message: "'nap' took longer than 50 ms",
        sqlstate: "57014",
      },
    });
    expect(await done()).toBe(0);
    expect((await gateway.call("session_setting")).body["rows"]).toEqual([
      { session_setting: "5s off" },
    ]);
    expect((await gateway.call("session_setting", [], { timeout_ms: 700 })).body["rows"]).toEqual([
      { session_setting: "700ms off" },
    ]);
  });

  it("ends when the caller leaves, in the database too", async () => {
    const url = new URL("/call", await gateway.gateway.listen());
    const running = async (): Promise<number> => {
      const rows = await gateway.parts.query(
        `select 1 from pg_stat_activity where datname = '${gateway.database.name}' and wait_event = 'PgSleep'`,
      );
      return rows.length;
    };
    const until = async (count: number): Promise<void> => {
      while ((await running()) !== count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    const sent = request(url, { method: "POST", headers: { "content-type": "application/json" } });
    sent.on("error", () => undefined);
    sent.end(
      JSON.stringify({
        platform: gateway.platform,
        function: "nap",
        params: [60],
        timeout_ms: 10_000,
      }),
    );
    await until(1);
    sent.destroy();
    await until(0);
    expect(await done()).toBe(0);
    expect((await gateway.call("who")).status).toBe(200);
  });
});

describe("a call that only reads", () => {
  it("is one of a stable function, or one that says so", async () => {
    expect((await gateway.call("read_setting")).body["rows"]).toEqual([{ read_setting: "5s on" }]);
    expect((await gateway.call("session_setting", [], { read_only: true })).body["rows"]).toEqual([
      { session_setting: "5s on" },
    ]);
    expect((await gateway.call("read_setting", [], { read_only: false })).body["rows"]).toEqual([
      { read_setting: "5s off" },
    ]);
  });

  it("is one of a query in TypeScript, whose answer no key keeps", async () => {
    const key = { "idempotency-key": "of-a-query" };
    const setting = () => gateway.send({ path: "api.legacy.setting" }, key);
    expect(await setting()).toMatchObject({ status: 200, body: { result: "on" } });
    expect((await setting()).headers["idempotent-replayed"]).toBeUndefined();
  });

  it("cannot write, whatever it calls", async () => {
    expect(await gateway.call("write", [], { read_only: true })).toMatchObject({
      status: 500,
      body: { error: "query_failed", sqlstate: "25006" },
    });
    expect(await gateway.call("pretends_stable")).toMatchObject({ body: { sqlstate: "25006" } });
    expect(await gateway.call("tries_to_write")).toMatchObject({ status: 500 });
    expect(await done()).toBe(0);
    expect((await gateway.call("write")).body["rows"]).toEqual([{ write: 1 }]);
    expect(await done()).toBe(1);
  });
});
