import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { ClientOptions, Mutation, Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure } from "./failure.js";
import { Gateway } from "./gateway.js";
import type { Answer, Silence } from "./gateway.js";

interface Functions {
  readonly echo: Query<unknown, unknown>;
  readonly by_id: Query<{ id: number }, number>;
  readonly throws: Mutation<void, null>;
  readonly put: Mutation<void, number>;
  readonly gone: Query<void, null>;
}

const api = legacyApi<Functions>({
  echo: kinds.query,
  by_id: kinds.query,
  throws: kinds.mutation,
  put: kinds.idempotent,
  gone: kinds.query,
});

let deployed: Deployed;
let gateway: Gateway;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.define("echo", "export default (ctx) => ctx.args;");
  await deployed.define(
    "by_id",
    "export default query(v.object({ id: v.int() }), ({ id }) => id);",
  );
  await deployed.define(
    "throws",
    `export default mutation(() => { throw new Error("out of stock"); });`,
  );
  await deployed.define("put", "export default mutation(() => 1);");
  await deployed.deploy();
  gateway = await Gateway.start(deployed.pool());
});
beforeEach(() => {
  gateway.received.length = 0;
});
afterAll(async () => {
  await gateway.stop();
  await deployed.drop();
});

type GatewayOptions = NonNullable<ClientOptions["gateway"]>;

const connect = (options: Partial<GatewayOptions> = {}) =>
  createClient(api, {
    gateway: { url: gateway.url, platform: "shop", tenantId: "t 1", ...options },
    retry: { attempts: 3, firstDelayMs: 1, longestDelayMs: 2000 },
  });

/** An answer that the gateway gives so many times. */
const giving = (times: number, answer: Answer | Silence): void => {
  gateway.answers.push(...Array.from({ length: times }, () => answer));
};

describe("a call over a gateway", () => {
  it("sends platform, tenant, path and arguments, with every digit", async () => {
    const large = { id: 9223372036854775807n };
    expect(await connect().api.legacy.echo(large)).toEqual(large);
    expect(gateway.received).toMatchObject([
      {
        method: "POST",
        url: "/call",
        headers: { "content-type": "application/json" },
        body: '{"platform":"shop","tenant_id":"t 1","path":"api.legacy.echo","args":{"id":9223372036854775807}}',
      },
    ]);
  });

  it("names the deployment where it is pinned, and no tenant where there is none", async () => {
    const { url } = gateway;
    const main = createClient(api, { gateway: { url: `${url}/`, platform: "shop" } });
    expect(await main.pinned(7n).api.legacy.put()).toBe(1);
    expect(gateway.received[0]).toMatchObject({
      url: "/call",
      body: '{"platform":"shop","path":"api.legacy.put","args":{},"deployment_id":7}',
    });
  });

  it("sends the token and the headers that it is given", async () => {
    await connect({ token: "abc", headers: { "x-request-id": "r1" } }).api.legacy.echo();
    let asked = 0;
    await connect({ token: () => Promise.resolve(`t${++asked}`) }).api.legacy.echo();
    expect(gateway.received.map(({ headers }) => headers)).toMatchObject([
      { authorization: "Bearer abc", "x-request-id": "r1" },
      { authorization: "Bearer t1" },
    ]);
  });

  it("fails as it does over a connection", async () => {
    const { legacy } = connect().api;
    const untyped = legacy.by_id as unknown as Query<object, unknown>;
    expect(await callFailure(untyped({ id: "1" }))).toMatchObject({
      code: "invalid_args",
      sqlstate: "P0001",
      issues: [{ path: "$.id", message: "expected int, received string" }],
    });
    expect(await callFailure(legacy.throws())).toMatchObject({
      code: "execution_failed",
      reason: "out of stock",
      handlerStack: expect.stringMatching(/throws\.ts:1:\d+/) as string,
    });
    expect(await callFailure(legacy.gone())).toMatchObject({
      code: "not_found",
      sqlstate: "42883",
    });
  });

  it.each([
    [400, "invalid_request", "refused"],
    [401, "unauthorized", "forbidden"],
    [403, "platform_isolation_violation", "forbidden"],
    [404, "database_not_found", "not_found"],
    [413, "too_large", "refused"],
    [422, "result_too_large", "refused"],
    [500, "internal_error", "execution_failed"],
    [502, "bad_gateway", "connection_lost"],
    [503, "pool_exhausted", "unavailable"],
    [504, "timeout", "timeout"],
  ])("tells the gateway's own error with status %i: %s", async (status, error, code) => {
    giving(1, { status, body: { error, message: "Said by the gateway", cause: "why" } });
    expect(await callFailure(connect().api.legacy.throws())).toMatchObject({
      code,
      path: "api.legacy.throws",
      message: "Said by the gateway",
      detail: "why",
      sqlstate: undefined,
    });
    expect(gateway.received).toHaveLength(1);
  });

  it("tells an answer that is none", async () => {
    giving(1, { status: 200, body: "<html>" });
    expect(await callFailure(connect().api.legacy.echo())).toMatchObject({
      code: "unreadable_answer",
    });
    giving(1, { status: 200, body: { rows: [] } });
    expect(await callFailure(connect().api.legacy.echo())).toMatchObject({
      code: "unreadable_answer",
    });
    giving(1, { status: 500, body: "<html>" });
    expect(await callFailure(connect().api.legacy.throws())).toMatchObject({
      code: "execution_failed",
      message: "the gateway answered with status 500",
    });
  });

  it("tells a gateway that is not there, and one that breaks off", async () => {
    let asked = 0;
    const counting: typeof fetch = (...request) => {
      asked += 1;
      return fetch(...request);
    };
    const stopped = await Gateway.start(deployed.pool());
    const { url } = stopped;
    await stopped.stop();
    const gone = connect({ url, fetch: counting });
    expect(await callFailure(gone.api.legacy.echo())).toMatchObject({ code: "unavailable" });
    expect(asked).toBe(3);
    giving(1, "break off");
    expect(await callFailure(connect().api.legacy.echo())).toMatchObject({
      code: "connection_lost",
    });
    expect(gateway.received).toHaveLength(1);
  });

  it("is ended by its signal", async () => {
    const signal = AbortSignal.timeout(200);
    giving(1, "silence");
    const call = connect().with({ signal }).api.legacy.throws();
    expect(await callFailure(call)).toMatchObject({ code: "timeout", path: "api.legacy.throws" });
    expect(gateway.received).toHaveLength(1);
  });
});

describe("a gateway that is busy", () => {
  const busy = {
    status: 503,
    headers: { "retry-after": "0" },
    body: { error: "pool_exhausted", message: "busy" },
  };

  it.each([429, 503])(
    "is asked again after %i where the call is a query or idempotent",
    async (status) => {
      giving(2, { ...busy, status });
      expect(await connect().api.legacy.put()).toBe(1);
      giving(2, { ...busy, status });
      expect(await connect().api.legacy.echo(1)).toBe(1);
      expect(gateway.received).toHaveLength(6);
    },
  );

  it("is told by the same key that an idempotent mutation is the same", async () => {
    giving(1, busy);
    await connect().api.legacy.put();
    await connect().api.legacy.put();
    await connect().api.legacy.echo();
    const keys = gateway.received.map(({ headers }) => headers["idempotency-key"]);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(keys[3]).toBeUndefined();
  });

  it("is asked again no sooner than it says", async () => {
    giving(1, { ...busy, headers: { "retry-after": "1" } });
    const before = performance.now();
    expect(await connect().api.legacy.put()).toBe(1);
    expect(performance.now() - before).toBeGreaterThanOrEqual(999);
  });

  it("is not asked again when it wants more time than there is", async () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    giving(1, { ...busy, headers: { "retry-after": inAnHour } });
    const error = await callFailure(connect().api.legacy.put());
    expect(error).toMatchObject({ code: "unavailable" });
    expect(error.retryAfterMs).toBeGreaterThan(3_500_000);
    expect(gateway.received).toHaveLength(1);
  });

  it("is not asked again for other mutations, nor after what does not pass", async () => {
    giving(1, busy);
    await callFailure(connect().api.legacy.throws());
    giving(1, { status: 500, body: { error: "internal_error", message: "x" } });
    await callFailure(connect().api.legacy.put());
    expect(gateway.received).toHaveLength(2);
  });

  it("is asked again after a serialization failure", async () => {
    giving(1, {
      status: 500,
      body: { error: "query_failed", message: "x", cause: "y", sqlstate: "40001" },
    });
    expect(await connect().api.legacy.put()).toBe(1);
    expect(gateway.received).toHaveLength(2);
  });
});
