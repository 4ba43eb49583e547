import type { GatewaySettings } from "@stopgap/gateway";

/** Settings of a gateway as it starts without any, on one server and with a folder of its own. */
export function benchmarkSettings(serverUrl: string, dataDir: string): GatewaySettings {
  const { hostname, port, username, password } = new URL(serverUrl);
  return {
    host: "127.0.0.1",
    port: 0,
    servers: [
      {
        name: "default",
        host: hostname,
        port: Number(port || "5432"),
        database: "postgres",
        user: decodeURIComponent(username),
        password: decodeURIComponent(password),
        capacity: null,
        standby: null,
      },
    ],
    maxConnectionsPerPool: 10,
    maxTotalConnections: 80,
    poolIdleTimeoutMs: 1_800_000,
    poolMaxLifetimeMs: 3_600_000,
    poolWaitTimeoutMs: 5_000,
    poolMaxWaiting: 1_000,
    allowedNetworks: ["127.0.0.0/8"],
    allowedAdminNetworks: [],
    trustedProxies: [],
    adminToken: null,
    jwt: null,
    dataDir,
    logDir: null,
    logLevel: "info",
    registry: "files",
    secretKey: null,
    limits: {
      bodyBytes: 2_097_152,
      archiveBytes: 10_000_000,
      unpackedBytes: 100_000_000,
      archiveFiles: 10_000,
      resultBytes: 10_000_000,
      resultRows: 10_000,
      parameters: 100,
      callTimeoutMs: 30_000,
      maxCallTimeoutMs: 300_000,
    },
    rateLimitPerPlatform: null,
    drainTimeoutMs: 10_000,
    fleetParallelism: 4,
  };
}
