import { createHash } from "node:crypto";

import { CallError, createClient, defineApi } from "@stopgap/client";
import type { ClientOptions, Mutation, Query } from "@stopgap/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { CallGateway } from "../../fixtures/call-gateway.js";
import { deployAgain, deployFunctions } from "../../fixtures/deployed-functions.js";

interface Functions {
  readonly echo: Query<unknown, unknown>;
  readonly by_id: Query<{ id: number }, number>;
  readonly setting: Query<void, string>;
  readonly setting_of_mutation: Mutation<void, string>;
  readonly log: Mutation<{ n: number }, number>;
  readonly log_once: Mutation<{ n: number }, number>;
  readonly throws: Mutation<void, null>;
  readonly spins: Query<void, null>;
  readonly writes: Query<void, unknown>;
  readonly version: Query<void, number>;
  readonly gone: Query<void, null>;
}

const query = { kind: "query", idempotent: true } as const;
const mutation = { kind: "mutation", idempotent: false } as const;
const api = defineApi<{ readonly legacy: Functions }>({
  contractHash: `sha256:${"0".repeat(64)}`,
  functions: {
    "legacy.echo": query,
    "legacy.by_id": query,
    "legacy.setting": query,
    "legacy.setting_of_mutation": mutation,
    "legacy.log": mutation,
    "legacy.log_once": { kind: "mutation", idempotent: true },
    "legacy.throws": mutation,
    "legacy.spins": query,
    "legacy.writes": query,
    "legacy.version": query,
    "legacy.gone": query,
  },
});

const logs =
  'mutation(v.object({ n: v.int() }), async ({ n }, ctx) => { await ctx.db.exec("insert into app.log values ($1)", [n]); return n; })';
const setting = `(await ctx.db.query<{ s: string }>("select current_setting('transaction_read_only') as s"))[0]?.s`;

let gateway: CallGateway;
let url: string;
let first: number;
beforeAll(async () => {
  gateway = await CallGateway.create({}, async (client) => {
    first = await deployFunctions(client, {
      echo: "export default (ctx) => ctx.args;",
      by_id: "export default query(v.object({ id: v.int() }), ({ id }) => id);",
      setting: `export default query(async (_args, ctx) => ${setting});`,
      setting_of_mutation: `export default mutation(async (_args, ctx) => ${setting});`,
      log: `export default ${logs};`,
      log_once: `export default ${logs};`,
      throws: `export default mutation(() => { throw new Error("out of stock"); });`,
      spins: "export default query(() => { while (true) {} });",
      writes:
        'export default query((_args, ctx) => ctx.db.query("insert into app.log values (0)"));',
      version: "export default query(() => 1);",
    });
    await deployAgain(client, { version: "export default query(() => 2);" });
  });
  url = await gateway.gateway.listen();
});
afterAll(() => gateway.stop());

type GatewayOptions = NonNullable<ClientOptions["gateway"]>;
const connect = (options: Partial<GatewayOptions> = {}) =>
  createClient(api, {
    gateway: { url, platform: gateway.platform, ...options },
    retry: { attempts: 3, firstDelayMs: 1 },
  });
const failureOf = (call: PromiseLike<unknown>): Promise<CallError> =>
  Promise.resolve(call).then(
    () => {
      throw new Error("the call has succeeded");
    },
    (error: unknown) => {
      if (error instanceof CallError) return error;
      throw error;
    },
  );
const logged = async (n: number): Promise<number> =>
  (await gateway.sql(`select from app.log where n = ${n}`)).length;

describe("@stopgap/client over the gateway", () => {
  it("calls TypeScript functions, with every digit of arguments and results (GW-15)", async () => {
    const values = [
      { id: 9223372036854775807n, deep: [0.1, -9007199254740993n, null, true, "é 🎉 \" \\ '"] },
      "text",
      null,
      0,
    ];
    for (const value of values) expect(await connect().api.legacy.echo(value)).toEqual(value);
    const { text } = await gateway.send(
      '{"path":"api.legacy.echo","args":{ "n": 9223372036854775807 }}',
    );
    expect(text).toMatch(/^\{"result":\{"n": 9223372036854775807\},"execution_time_ms":\d+\}$/);
  });

  it("has a key for one call of a TypeScript function with its arguments and its deployment", async () => {
    const send = (more: object = {}) =>
      gateway.send(
        { path: "api.legacy.log", args: { n: 71 }, ...more },
        { "idempotency-key": "one-call" },
      );
    expect(await send()).toMatchObject({ status: 200, body: { result: 71 } });
    expect(await send()).toMatchObject({
      headers: { "idempotent-replayed": "true" },
      body: { result: 71 },
    });
    expect(await send({ args: { n: 72 } })).toMatchObject({ status: 409 });
    expect(await send({ deployment_id: first })).toMatchObject({ status: 409 });
    expect([await logged(71), await logged(72)]).toEqual([1, 0]);
  });

  it("is told of errors as over a connection", async () => {
    const { legacy } = connect().api;
    const untyped = legacy.by_id as unknown as Query<object, unknown>;
    expect(await failureOf(untyped({ id: "1" }))).toMatchObject({
      code: "invalid_args",
      issues: [{ path: "$.id", message: "expected int, received string" }],
    });
    expect(await failureOf(legacy.throws())).toMatchObject({
      code: "execution_failed",
      reason: "out of stock",
      handlerStack: expect.stringMatching(/throws\.ts:1:\d+/) as string,
    });
    expect(await failureOf(legacy.gone())).toMatchObject({ code: "not_found", sqlstate: "42883" });
    expect(await failureOf(legacy.writes())).toMatchObject({ code: "wrong_mode" });
    expect(await failureOf(connect({ tenantId: "none" }).api.legacy.echo())).toMatchObject({
      code: "not_found",
    });
  });

  it.each([
    [{ path: "api.legacy.gone" }, 404, "function_not_found"],
    [{ path: "legacy" }, 400, "invalid_request"],
    [{ path: "api.legacy.by_id", args: {} }, 422, "unprocessable"],
    [{ path: "api.legacy.echo", args: "\0" }, 422, "unprocessable"],
    [{ path: "api.legacy.throws" }, 500, "query_failed"],
    [{ path: "api.legacy.spins", timeout_ms: 100 }, 504, "timeout"],
  ])("has a status for each error: %j", async (body, status, error) => {
    expect(await gateway.send(body)).toMatchObject({ status, body: { error } });
  });

  it("calls queries where nothing can be written", async () => {
    expect(await connect().api.legacy.setting()).toBe("on");
    expect(await connect().api.legacy.setting_of_mutation()).toBe("off");
  });

  it("calls the deployment that it is pinned to", async () => {
    expect(await connect().api.legacy.version()).toBe(2);
    expect(await connect().pinned(first).api.legacy.version()).toBe(1);
    expect(await failureOf(connect().pinned(1_000_000).api.legacy.version())).toMatchObject({
      code: "not_found",
    });
    expect(
      (await gateway.send({ path: "api.legacy.version", deployment_id: String(first) })).body,
    ).toMatchObject({ result: 1 });
  });

  it("sends an idempotent mutation again with its key, which then answers what it has done", async () => {
    const keys: (string | null)[] = [];
    const losing: typeof fetch = async (input, init) => {
      keys.push(new Headers(init?.headers).get("idempotency-key"));
      const answer = await fetch(input, init);
      return keys.length < 3
        ? new Response("{}", { status: 503, headers: { "retry-after": "0" } })
        : answer;
    };
    expect(await connect({ fetch: losing }).api.legacy.log_once({ n: 1 })).toBe(1);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect(await logged(1)).toBe(1);
    await connect().api.legacy.log_once({ n: 1 });
    expect(await logged(1)).toBe(2);
  });

  it("ends a call by its signal, in the database too", async () => {
    const signal = AbortSignal.timeout(300);
    expect(await failureOf(connect().with({ signal }).api.legacy.spins())).toMatchObject({
      code: "timeout",
    });
    const running = `select from pg_stat_activity where datname = '${gateway.database.name}' and state = 'active' and pid <> pg_backend_pid()`;
    while ((await gateway.parts.query(running)).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await connect().api.legacy.version()).toBe(2);
  });

  it("calls what was a query and is a mutation now", async () => {
    await gateway.parts.pools.withConnection(gateway.database, { purpose: "deploy" }, (client) =>
      deployAgain(client, { setting: `export default ${logs};` }),
    );
    const { status, body } = await gateway.send({ path: "api.legacy.setting", args: { n: 7 } });
    expect({ status, result: body["result"] }).toEqual({ status: 200, result: 7 });
    expect(await logged(7)).toBe(1);
  });

  it("is let in by the platform's token", async () => {
    const { registry } = gateway.parts;
    const { platform } = gateway;
    await registry.addPlatform({
      name: platform,
      credentials: null,
      tokenHash: createHash("sha256").update("open sesame").digest("hex"),
    });
    const { legacy } = connect({ token: () => Promise.resolve("open sesame") }).api;
    expect(await legacy.version()).toBe(2);
    for (const token of [undefined, "wrong"]) {
      expect(await failureOf(connect({ token }).api.legacy.version())).toMatchObject({
        code: "forbidden",
      });
    }
    await registry.updatePlatform(platform, { tokenHash: null });
  });
});

it("finds no function by path in a database without Stopgap", async () => {
  const plain = await CallGateway.create();
  expect(await plain.send({ path: "api.legacy.echo" })).toMatchObject({
    status: 404,
    body: { error: "function_not_found" },
  });
  await plain.stop();
});
