import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

import type { PoolStatistics } from "../pools/pools.js";

/** What is counted and timed, for `/metrics`. */
export interface Metrics {
  readonly registry: Registry;
  /** One request: `route` is its pattern, so that there are only a few. */
  request(method: string, route: string, status: number, seconds: number): void;
  /** One call: how it ended, how long it took in seconds. */
  call(platform: string, outcome: "ok" | "error", seconds: number): void;
  /** One database of a migration or deployment. */
  migration(platform: string, outcome: "ok" | "unchanged" | "error", seconds: number): void;
}

const prefix = "stopgap_";
const requestBuckets = [
  ...[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
  ...[1, 2.5, 5, 10, 30, 60],
];

/** Metrics of one gateway, and of its process. */
export function createMetrics(poolStatistics: () => PoolStatistics): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix });
  const requests = new Histogram({
    name: `${prefix}http_request_duration_seconds`,
    help: "Time from a request to its answer",
    labelNames: ["method", "route", "status"] as const,
    buckets: requestBuckets,
    registers,
  });
  const calls = new Histogram({
    name: `${prefix}call_duration_seconds`,
    help: "Time that calls of functions took",
    labelNames: ["platform", "outcome"] as const,
    buckets: requestBuckets,
    registers,
  });
  const migrations = new Histogram({
    name: `${prefix}migration_duration_seconds`,
    help: "Time that one database of a migration or deployment took",
    labelNames: ["platform", "outcome"] as const,
    buckets: requestBuckets,
    registers,
  });
  addPoolMetrics(registry, poolStatistics);
  return {
    registry,
    request: (method, route, status, seconds) => {
      requests.observe({ method, route, status }, seconds);
    },
    call: (platform, outcome, seconds) => {
      calls.observe({ platform, outcome }, seconds);
    },
    migration: (platform, outcome, seconds) => {
      migrations.observe({ platform, outcome }, seconds);
    },
  };
}

function addPoolMetrics(registry: Registry, statistics: () => PoolStatistics): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: (from: PoolStatistics) => number): Gauge =>
    new Gauge({
      name: `${prefix}${name}`,
      help,
      registers,
      collect() {
        this.set(read(statistics()));
      },
    });
  const counter = (name: string, help: string, read: (from: PoolStatistics) => number): Counter =>
    new Counter({
      name: `${prefix}${name}`,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read(statistics()));
      },
    });
  gauge("pools", "Databases with a pool of connections", (from) => from.activePools);
  gauge("pool_connections", "Open connections", (from) => from.totalConnections);
  gauge(
    "pool_connections_idle",
    "Open connections that nobody uses",
    (from) => from.idleConnections,
  );
  gauge(
    "pool_waiting_requests",
    "Requests that wait for a connection",
    (from) => from.waitingRequests,
  );
  counter("pools_evicted_total", "Pools closed to make room", (from) => from.evictedPools);
  counter("pool_exhausted_total", "Requests that got no connection", (from) => from.exhausted);
}
