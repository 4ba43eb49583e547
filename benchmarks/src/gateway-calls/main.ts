import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startPostgres } from "@stopgap/local";
import pg from "pg";

import { median } from "../measure.js";
import { markdownTable } from "../table.js";
import { benchmarkSettings } from "./benchmark-settings.js";
import { items, platform, statement } from "./functions.js";
import { KeepAliveClient } from "./keep-alive-client.js";
import { callBody, latencies, quantile, throughput } from "./load.js";
import { StartedProcess } from "./started-process.js";

/** In all, for each of those that are compared. */
const seconds = Number(process.env["BENCHMARK_SECONDS"] ?? "30");
const tenantCount = Number(process.env["BENCHMARK_TENANTS"] ?? "1000");
const rounds = 6;
const connections = 50;
const steady = { callers: 5, perSecond: 100, seconds: seconds / rounds };
const bars = { throughput: 0.8, p50: 1, p99: 5, memory: 300 };

interface Round {
  readonly throughput: readonly number[];
  readonly latencies: readonly (readonly number[])[];
}

const server = await startPostgres();
const dataDir = await mkdtemp(join(tmpdir(), "stopgap-gateway-benchmark-"));
const tenants = Array.from({ length: tenantCount }, (_none, index) => `t${index + 1}`);
try {
  await dropAll();
  const told = { serverUrl: server.url, dataDir };
  await StartedProcess.run("./tenants-process.ts", { ...told, tenants: [null, ...tenants] });
  await compare(told);
  if (tenantCount > 0) await callEachTenant(told);
} finally {
  await dropAll();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Throughput and latency of the gateway, of a bare handler and of the driver, in turns. */
async function compare(told: { serverUrl: string; dataDir: string }): Promise<void> {
  const databaseUrl = new URL(server.url);
  databaseUrl.pathname = `/${platform}_main`;
  const bare = (isPrepared: boolean): Promise<StartedProcess> =>
    StartedProcess.start("./bare-process.mjs", {
      databaseUrl: databaseUrl.href,
      isPrepared,
      statement,
    });
  const servers = [
    { what: "gateway", started: await startGateway(told) },
    { what: "bare Fastify + pg", started: await bare(false) },
    { what: "the same, statement prepared", started: await bare(true) },
  ];
  const pool = new pg.Pool({ connectionString: databaseUrl.href, max: steady.callers });
  const clients = servers.map(({ started }) =>
    Array.from({ length: steady.callers }, () => new KeepAliveClient(started.url)),
  );
  const asks = [
    ...clients.map((own) => async (caller: number) => own[caller]?.post(callBody())),
    () => pool.query(statement, [1 + Math.floor(Math.random() * items)]),
  ];
  try {
    for (const { started } of servers) await throughput(started.url, connections, 2);
    for (const ask of asks) await latencies(ask, { ...steady, seconds: 1 });
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      // Each of them comes first in turn.
      const order = servers.map((_one, index) => (index + round) % servers.length);
      const rates: number[] = [];
      for (const index of order) {
        const url = servers[index]?.started.url ?? "";
        rates[index] = await throughput(url, connections, seconds / rounds);
      }
      const times: (readonly number[])[] = [];
      for (const index of [...order, servers.length]) {
        const ask = asks[index];
        if (ask) times[index] = await latencies(ask, steady);
      }
      measured.push({ throughput: rates, latencies: times });
    }
    print([...servers.map(({ what }) => what), "pg alone"], measured);
  } finally {
    for (const client of clients.flat()) client.close();
    await pool.end();
    for (const { started } of servers) await started.stop();
  }
}

function print(names: readonly string[], measured: readonly Round[]): void {
  const middle = (of: (round: Round) => number): number => median(measured.map(of));
  const rate = (index: number) => middle((round) => round.throughput[index] ?? Number.NaN);
  const latency = (index: number, part: number) =>
    middle((round) => quantile(round.latencies[index] ?? [], part));
  const rows = names.map((name, index) => [
    name,
    Number.isNaN(rate(index)) ? "" : rate(index).toFixed(0),
    latency(index, 0.5).toFixed(2),
    latency(index, 0.99).toFixed(2),
  ]);
  console.log(
    `Node ${process.versions.node}, ${connections} connections, ${rounds} rounds of ${(seconds / rounds).toFixed(1)} s; latency: ${steady.callers} connections, ${steady.perSecond} requests a second\n`,
  );
  console.log(markdownTable(["", "requests/s", "p50 ms", "p99 ms"], rows));
  const pgAlone = names.length - 1;
  const ratio = (against: number): number =>
    middle((round) => (round.throughput[0] ?? 0) / (round.throughput[against] ?? Number.NaN));
  const added = (part: number): number =>
    middle(
      (round) =>
        quantile(round.latencies[0] ?? [], part) - quantile(round.latencies[pgAlone] ?? [], part),
    );
  printBar("throughput beside the bare handler", ratio(1), bars.throughput, "x", "least");
  printBar("throughput beside the prepared one", ratio(2), bars.throughput, "x", "least");
  printBar("added to pg alone at p50", added(0.5), bars.p50, "ms", "most");
  printBar("added to pg alone at p99", added(0.99), bars.p99, "ms", "most");
}

function startGateway(told: { serverUrl: string; dataDir: string }): Promise<StartedProcess> {
  const settings = benchmarkSettings(told.serverUrl, told.dataDir);
  return StartedProcess.start("./gateway-process.mjs", { settings });
}

/** Calls each tenant once and says what that has come to. */
async function callEachTenant(told: { serverUrl: string; dataDir: string }): Promise<void> {
  const gateway = await startGateway(told);
  const clients = Array.from({ length: 5 }, () => new KeepAliveClient(gateway.url));
  try {
    const before = await gateway.memory();
    const start = performance.now();
    await Promise.all(
      clients.map(async (client, index) => {
        for (let at = index; at < tenants.length; at += clients.length)
          await client.post(callBody(tenants[at]));
      }),
    );
    const took = (performance.now() - start) / 1000;
    const megabytes = (await gateway.memory()) / 1_000_000;
    console.log(
      `${tenantCount} tenants called once each in ${took.toFixed(1)} s; ${(before / 1_000_000).toFixed(0)} MB before`,
    );
    printBar("memory after it", megabytes, bars.memory, "MB", "most");
  } finally {
    for (const client of clients) client.close();
    await gateway.stop();
  }
}

function printBar(
  what: string,
  value: number,
  bar: number,
  unit: string,
  kind: "least" | "most",
): void {
  const isMet = kind === "least" ? value >= bar : value <= bar;
  console.log(
    `${what}: ${value.toFixed(2)} ${unit} (at ${kind} ${bar} ${unit}) ${isMet ? "met" : "NOT MET"}`,
  );
}

/** Removes databases of this benchmark, also those of one that was cut off. */
async function dropAll(): Promise<void> {
  const client = new pg.Client(server.url);
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      "select datname from pg_database where starts_with(datname, $1)",
      [`${platform}_`],
    );
    for (const { datname } of rows) {
      await client.query(`drop database ${pg.escapeIdentifier(datname)} with (force)`);
    }
  } finally {
    await client.end();
  }
}
