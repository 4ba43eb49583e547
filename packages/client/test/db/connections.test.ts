import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/index.js";
import type { Mutation, Query } from "../../src/index.js";
import { Deployed, kinds, legacyApi } from "./deployed.js";
import { callFailure, clientFailure } from "./failure.js";

interface Functions {
  readonly where: Query<void, string>;
  readonly change: Mutation<void, string>;
  readonly fail: Query<{ state: string }, null>;
  readonly leave: Mutation<void, null>;
}

const api = legacyApi<Functions>({
  where: kinds.query,
  change: kinds.mutation,
  fail: kinds.query,
  leave: kinds.mutation,
});

let deployed: Deployed;
beforeAll(async () => {
  deployed = await Deployed.create();
  await deployed.database.client
    .query(`create function app.fail(state text) returns int language plpgsql as $$
    begin
      if current_setting('application_name') = 'standby' then
        raise exception 'failed' using errcode = state;
      end if;
      return null;
    end $$`);
  const name = `(await ctx.db.query<{ name: string }>("select current_setting('application_name') as name"))[0]?.name ?? ""`;
  await deployed.define("where", `export default query(async (_args, ctx) => ${name});`);
  await deployed.define("change", `export default mutation(async (_args, ctx) => ${name});`);
  await deployed.define(
    "fail",
    `export default query(v.object({ state: v.string() }), async ({ state }, ctx) => {
       await ctx.db.query("select app.fail($1)", [state]);
       return ${name};
     });`,
  );
  await deployed.define(
    "leave",
    'export default mutation(async (_args, ctx) => { await ctx.db.query("select pg_terminate_backend(pg_backend_pid())"); });',
  );
  await deployed.deploy();
});
afterAll(() => deployed.drop());

/** A pool whose connections can only read, as those of a standby. */
const standbyPool = (config = {}) =>
  deployed.pool({
    application_name: "standby",
    options: "-c default_transaction_read_only=on",
    ...config,
  });
const primaryPool = () => deployed.pool({ application_name: "primary" });

describe("a standby", () => {
  it("answers queries; mutations and transactions stay on the primary", async () => {
    const client = createClient(api, { pool: primaryPool(), standby: standbyPool() });
    expect(await client.api.legacy.where()).toBe("standby");
    expect(await client.api.legacy.change()).toBe("primary");
    expect(await client.transaction((tx) => tx.api.legacy.where(), { readOnly: true })).toBe(
      "primary",
    );
    expect(await client.with({ useStandby: false }).api.legacy.where()).toBe("primary");
  });

  it("that does not have the deployment yet leaves the query to the primary", async () => {
    const late = await Deployed.create();
    try {
      const standby = late.pool({ application_name: "standby" });
      const client = createClient(api, { pool: primaryPool(), standby });
      expect(await client.api.legacy.where()).toBe("primary");
    } finally {
      await late.drop();
    }
  });

  it("that is gone leaves queries to the primary, and is left alone for a second", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const unreachable = standbyPool({ connectionString: "postgresql://127.0.0.1:1/none" });
      const reachable = standbyPool();
      let asked = 0;
      let isThere = false;
      const standby = {
        connect: () => {
          asked += 1;
          return (isThere ? reachable : unreachable).connect();
        },
      };
      const client = createClient(api, { pool: primaryPool(), standby });
      expect(await client.api.legacy.where()).toBe("primary");
      expect(await client.api.legacy.where()).toBe("primary");
      expect(asked).toBe(1);
      isThere = true;
      vi.advanceTimersByTime(1001);
      expect(await client.api.legacy.where()).toBe("standby");
      expect(asked).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each(["40001", "40P01"])(
    "that ends a query with %s leaves it to the primary",
    async (state) => {
      const client = createClient(api, { pool: primaryPool(), standby: standbyPool() });
      expect(await client.api.legacy.fail({ state })).toBe("primary");
    },
  );

  it.each(["23505", "57014", "22023"])("that fails with %s is believed", async (state) => {
    const client = createClient(api, { pool: primaryPool(), standby: standbyPool() });
    expect(await callFailure(client.api.legacy.fail({ state }))).toMatchObject({ sqlstate: state });
  });
});

describe("a connection", () => {
  it("that cannot be had is tried again, then told as unavailable", async () => {
    const unreachable = deployed.pool({ connectionString: "postgresql://127.0.0.1:1/none" });
    let asked = 0;
    const pool = {
      connect: () => {
        asked += 1;
        return unreachable.connect();
      },
    };
    const client = createClient(api, { pool, retry: { attempts: 3, firstDelayMs: 1 } });
    expect(await callFailure(client.api.legacy.where())).toMatchObject({
      code: "unavailable",
      path: "api.legacy.where",
    });
    expect(asked).toBe(3);
    expect(await callFailure(client.api.legacy.change())).toMatchObject({ code: "unavailable" });
    expect(asked).toBe(4);
  });

  it("that the server refuses for its user is told as forbidden, once", async () => {
    const url = new URL(deployed.database.url);
    url.username = "nobody_of_this_name";
    const unknown = deployed.pool({ connectionString: url.href });
    let asked = 0;
    const pool = {
      connect: () => {
        asked += 1;
        return unknown.connect();
      },
    };
    const error = await callFailure(createClient(api, { pool }).api.legacy.where());
    expect(error.code).toBe("forbidden");
    expect(error.sqlstate).toMatch(/^28/);
    expect(asked).toBe(1);
  });

  it("that is lost during a call is told, and the pool goes on", async () => {
    const pool = deployed.pool({ max: 1 });
    const client = createClient(api, { pool });
    const error = await callFailure(client.api.legacy.leave());
    expect(error).toMatchObject({ code: "connection_lost", path: "api.legacy.leave" });
    expect(await client.api.legacy.change()).toBe("");
  });

  it("that the caller has closed is told as unavailable", async () => {
    const connection = await deployed.database.connect();
    await connection.end();
    const borrowed = createClient(api, { client: connection });
    expect(await callFailure(borrowed.api.legacy.where())).toMatchObject({ code: "unavailable" });
  });
});

describe("the options of a client", () => {
  const gateway = { url: "http://localhost", platform: "p" };

  it("name one way to reach the functions", () => {
    const pool = deployed.pool();
    const [none, two] = [{}, { pool, gateway }] as unknown as readonly [
      { pool: typeof pool },
      { pool: typeof pool },
    ];
    for (const options of [none, two]) {
      expect(() => createClient(api, options)).toThrow(
        /works with one of pool, client and gateway/,
      );
    }
  });

  it("refuse a deployment that is none, and an environment of a gateway", () => {
    const client = createClient(api, { pool: deployed.pool() });
    for (const id of [0, -1, 1.5, Number.NaN]) {
      expect(() => client.pinned(id)).toThrow("deploymentId must be a positive integer");
    }
    expect(() => createClient(api, { gateway }).with({ env: "prod" })).toThrow(
      "a gateway has an environment of its own",
    );
  });

  it("leave over a gateway what needs a connection", async () => {
    const client = createClient(api, { gateway });
    expect(await clientFailure(client.checkContract())).toMatchObject({ code: "unsupported" });
    expect(await clientFailure(client.transaction(() => Promise.resolve()))).toMatchObject({
      code: "unsupported",
    });
  });
});
