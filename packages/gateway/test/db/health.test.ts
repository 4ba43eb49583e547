import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { testServerUrl } from "@stopgap/local/testing";
import { afterEach, expect, it } from "vitest";

import { createGateway, type Gateway } from "../../src/create-gateway.js";
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
