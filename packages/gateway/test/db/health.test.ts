import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { testServerUrl } from "@stopgap/local/testing";
import { afterEach, expect, it } from "vitest";

import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { readSettings } from "../../src/settings/read-settings.js";
import { testSettings } from "../fixtures/settings.js";
import { serverOf } from "../fixtures/tenant-databases.js";

let gateway: Gateway;
let dataDir: string;
afterEach(async () => {
  await gateway.close();
  await rm(dataDir, { recursive: true });
});

async function open(...ports: readonly number[]): Promise<void> {
  dataDir = await mkdtemp(join(tmpdir(), "stopgap-gateway-"));
  const server = serverOf(testServerUrl());
  const servers = ports.map((port, index) => ({
    ...server,
    name: `server_${index}`,
    port: port === 0 ? server.port : port,
  }));
  gateway = await createGateway({ settings: testSettings({ dataDir, servers }) });
}

async function get(url: string) {
  const answer = await gateway.inject(url);
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

it("is healthy and ready with a server that answers (GW-16)", async () => {
  await open(0);
  expect(await get("/ready")).toEqual({ status: 200, body: { status: "ready" } });
  expect(await get("/health")).toMatchObject({
    status: 200,
    body: { status: "healthy", postgres_connected: true },
  });
});

it("starts without a server, is degraded and not ready, and still answers 200 on /health (GW-16)", async () => {
  await open(1);
  expect(await get("/live")).toMatchObject({ status: 200 });
  expect(await get("/ready")).toMatchObject({ status: 503, body: { error: "unavailable" } });
  expect(await get("/health")).toMatchObject({
    status: 200,
    body: { status: "degraded", postgres_connected: false, active_pools: 0 },
  });
});

it("is ready where one of two servers answers, and says which does not (GW-16)", async () => {
  await open(0, 1);
  expect(await get("/ready")).toMatchObject({ status: 200 });
  expect(await get("/health")).toMatchObject({
    status: 200,
    body: {
      status: "degraded",
      servers: [
        { name: "server_0", connected: true },
        { name: "server_1", connected: false },
      ],
    },
  });
});

it.each(["DB_*", "DATABASE_URL"])("reaches the server that %s names (GW-28)", async (variables) => {
  const { host, port, database, user, password } = serverOf(testServerUrl());
  const named = {
    ...{ DB_HOST: host, DB_PORT: String(port), DB_NAME: database },
    ...{ DB_USER: user, DB_PASSWORD: password },
  };
  const nowhere = { DB_HOST: "127.0.0.1", DB_PORT: "1" };
  // The URL counts before the others.
  const environment = variables === "DB_*" ? named : { ...nowhere, DATABASE_URL: testServerUrl() };
  dataDir = await mkdtemp(join(tmpdir(), "stopgap-gateway-"));
  const quiet = { DATA_DIR: dataDir, LOG_DIR: "none", LOG_LEVEL: "silent", GATEWAY_PORT: "0" };
  gateway = await createGateway({ settings: readSettings({ ...quiet, ...environment }) });
  expect(new URL(await gateway.listen()).hostname).toBe("127.0.0.1");
  expect((await get("/health")).body).toMatchObject({
    status: "healthy",
    servers: [{ name: "default", connected: true }],
  });
});
