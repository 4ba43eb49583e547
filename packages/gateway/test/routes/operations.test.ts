import { afterEach, describe, expect, it } from "vitest";

import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { version } from "../../src/version.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

let gateway: Gateway;
afterEach(() => gateway.close());

async function gatewayWhereAnswer(...names: readonly string[]): Promise<Gateway> {
  const [server] = testSettings().servers;
  const parts = testParts();
  return createGateway({
    settings: testSettings({
      servers: ["east", "west"].flatMap((name) => (server ? [{ ...server, name }] : [])),
    }),
    parts: {
      ...parts,
      pools: {
        ...parts.pools,
        withServer: (name, use) =>
          names.includes(name)
            ? use({ query: () => Promise.resolve({ rows: [] }) } as never)
            : Promise.reject(new Error("nobody answers")),
      },
    },
  });
}

async function get(url: string) {
  const answer = await gateway.inject(url);
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

describe("/live", () => {
  it("answers also where no server does", async () => {
    gateway = await gatewayWhereAnswer();
    expect(await get("/live")).toEqual({ status: 200, body: { status: "live" } });
  });
});

describe("/ready", () => {
  it("answers 200 where at least one server answers", async () => {
    gateway = await gatewayWhereAnswer("west");
    expect(await get("/ready")).toEqual({ status: 200, body: { status: "ready" } });
  });

  it("answers 503 where none does", async () => {
    gateway = await gatewayWhereAnswer();
    expect(await get("/ready")).toEqual({
      status: 503,
      body: { error: "unavailable", message: "No PostgreSQL server answers" },
    });
  });
});

describe("/health (GW-16)", () => {
  const figures = {
    version,
    active_pools: 3,
    total_connections: 5,
    uptime_seconds: expect.toSatisfy(
      (seconds) => Number.isInteger(seconds) && seconds >= 0,
    ) as unknown,
  };

  it("is healthy where all servers answer", async () => {
    gateway = await gatewayWhereAnswer("east", "west");
    expect(await get("/health")).toEqual({
      status: 200,
      body: {
        ...figures,
        status: "healthy",
        postgres_connected: true,
        servers: [
          { name: "east", connected: true },
          { name: "west", connected: true },
        ],
      },
    });
  });

  it("is degraded, and still 200, where one does not", async () => {
    gateway = await gatewayWhereAnswer("west");
    expect(await get("/health")).toEqual({
      status: 200,
      body: {
        ...figures,
        status: "degraded",
        postgres_connected: false,
        servers: [
          { name: "east", connected: false },
          { name: "west", connected: true },
        ],
      },
    });
  });
});

it("/version tells the version", async () => {
  gateway = await gatewayWhereAnswer();
  expect(await get("/version")).toEqual({
    status: 200,
    body: { version, node: process.versions.node },
  });
});

describe("/metrics", () => {
  it("has what Prometheus reads, all of it with the prefix stopgap_", async () => {
    gateway = await gatewayWhereAnswer();
    await gateway.inject("/version");
    await gateway.inject("/nowhere");
    await gateway.inject({ method: "POST", url: "/version" });
    const answer = await gateway.inject("/metrics");
    expect(answer.headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    const lines = answer.body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines.filter((line) => !line.startsWith("stopgap_"))).toEqual([]);
    const has = (text: string): void => {
      expect(lines).toContainEqual(expect.stringMatching(text));
    };
    const request = "stopgap_http_request_duration_seconds";
    has(`^${request}_bucket\\{le="0.005",method="GET",route="/version",status="200"\\} `);
    has(`^${request}_count\\{method="GET",route="/version",status="200"\\} 1$`);
    has(`^${request}_count\\{method="GET",route="unknown",status="404"\\} 1$`);
    has(`^${request}_count\\{method="POST",route="/version",status="405"\\} 1$`);
    has("^stopgap_pools 3$");
    has("^stopgap_pool_connections 5$");
    has("^stopgap_pool_connections_idle 2$");
    has("^stopgap_pool_waiting_requests 1$");
    has("^stopgap_pools_evicted_total 7$");
    has("^stopgap_pool_exhausted_total 4$");
    has("^stopgap_nodejs_eventloop_lag_seconds ");
  });

  it("counts a total once however often it is read", async () => {
    gateway = await gatewayWhereAnswer();
    await gateway.inject("/metrics");
    expect((await gateway.inject("/metrics")).body).toContain("stopgap_pools_evicted_total 7\n");
  });
});
