import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { readSettings } from "../../src/settings/read-settings.js";
import { SettingsError } from "../../src/settings/settings-error.js";
import { variables } from "../../src/settings/variables.js";

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split("\n");
    throw error;
  }
  return [];
}

describe("settings", () => {
  it("have the defaults that they always had (GW-28)", () => {
    expect(readSettings({})).toEqual({
      host: "127.0.0.1",
      port: 9000,
      servers: [
        {
          name: "default",
          host: "localhost",
          port: 5432,
          database: "postgres",
          user: "gateway_user",
          password: "password",
          capacity: null,
          standby: null,
        },
      ],
      maxConnectionsPerPool: 10,
      maxTotalConnections: 200,
      poolIdleTimeoutMs: 1_800_000,
      poolMaxLifetimeMs: 3_600_000,
      poolWaitTimeoutMs: 5_000,
      poolMaxWaiting: 1_000,
      allowedNetworks: ["127.0.0.0/8", "::1/128", "192.168.0.0/16"],
      allowedAdminNetworks: ["192.168.0.0/16"],
      trustedProxies: [],
      adminToken: null,
      jwt: null,
      dataDir: "./data",
      logDir: "/var/log/stonescriptdb-gateway",
      logLevel: "info",
      registry: "files",
      secretKey: null,
      allowedExtensions: ["plv8", "pljs", "vector", "postgis"],
      limits: {
        bodyBytes: 2_097_152,
        archiveBytes: 52_428_800,
        unpackedBytes: 209_715_200,
        archiveFiles: 20_000,
        resultBytes: 16_777_216,
        resultRows: 50_000,
        parameters: 100,
        callTimeoutMs: 30_000,
        maxCallTimeoutMs: 300_000,
      },
      rateLimitPerPlatform: null,
      drainTimeoutMs: 30_000,
      fleetParallelism: 4,
    });
  });

  it("have the names that they always had (GW-28)", () => {
    const { servers, ...settings } = readSettings({
      DB_HOST: "db",
      DB_PORT: "5433",
      DB_NAME: "maintenance",
      DB_USER: "ada",
      DB_PASSWORD: "p%40ss",
      GATEWAY_HOST: "::1",
      GATEWAY_PORT: "0",
      MAX_CONNECTIONS_PER_POOL: "3",
      MAX_TOTAL_CONNECTIONS: "9",
      POOL_IDLE_TIMEOUT_SECS: "60",
      POOL_MAX_LIFETIME_SECS: "120",
      ALLOWED_NETWORKS: "10.0.0.0/8, fd00::/8",
      ALLOWED_ADMIN_IPS: "10.1.2.3",
      ADMIN_TOKEN: "t",
      DATA_DIR: "/data",
      LOG_DIR: "/logs",
    });
    expect(servers).toEqual([
      {
        name: "default",
        host: "db",
        port: 5433,
        database: "maintenance",
        user: "ada",
        password: "p%40ss",
        capacity: null,
        standby: null,
      },
    ]);
    expect(settings).toMatchObject({
      host: "::1",
      port: 0,
      maxConnectionsPerPool: 3,
      maxTotalConnections: 9,
      poolIdleTimeoutMs: 60_000,
      poolMaxLifetimeMs: 120_000,
      allowedNetworks: ["10.0.0.0/8", "fd00::/8"],
      allowedAdminNetworks: ["10.1.2.3"],
      adminToken: "t",
      dataDir: "/data",
      logDir: "/logs",
    });
  });

  it("count an empty variable as not set", () => {
    const empty = Object.fromEntries(Object.values(variables).map(({ name }) => [name, " "]));
    expect(readSettings(empty)).toEqual(readSettings({}));
  });

  it("take DATABASE_URL before DB_*, with its percent signs decoded (GW-28)", () => {
    const url = "postgresql://ada:p%40ss%2Fword@[::1]:6432/main";
    expect(readSettings({ DATABASE_URL: url, DB_HOST: "elsewhere" }).servers).toEqual([
      {
        name: "default",
        host: "::1",
        port: 6432,
        database: "main",
        user: "ada",
        password: "p@ss/word",
        capacity: null,
        standby: null,
      },
    ]);
  });

  it("know several servers, their capacities and standbys", () => {
    const list =
      "east=postgresql://ada:a@db-1/postgres?capacity=500&standby=db-2:5433, west=postgres://ada:b@db-3:5434";
    expect(readSettings({ DB_SERVERS: list, DATABASE_URL: "postgresql://a:b@c" }).servers).toEqual([
      {
        name: "east",
        host: "db-1",
        port: 5432,
        database: "postgres",
        user: "ada",
        password: "a",
        capacity: 500,
        standby: { host: "db-2", port: 5433 },
      },
      {
        name: "west",
        host: "db-3",
        port: 5434,
        database: "postgres",
        user: "ada",
        password: "b",
        capacity: null,
        standby: null,
      },
    ]);
  });

  it("say how servers are encrypted, what a URL says of its own first", () => {
    const tls = { mode: "verify-full", rootCertificates: null };
    expect(readSettings({ DB_SSLMODE: "verify-full" }).servers).toMatchObject([{ tls }]);
    expect(
      readSettings({
        DB_SSLMODE: "verify-full",
        DB_SERVERS: "a=postgresql://ada:b@db-1,b=postgresql://ada:b@db-2?sslmode=require",
      }).servers,
    ).toMatchObject([{ tls }, { tls: { mode: "require", rootCertificates: null } }]);
  });

  it.each([
    ["trace", "trace"],
    ["WARN", "warn"],
    ["info,stonescriptdb_gateway=debug", "debug"],
    ["debug,hyper=off", "debug"],
    ["off", "silent"],
  ])("read RUST_LOG as the old name of LOG_LEVEL: %s (GW-28)", (old, level) => {
    expect(readSettings({ RUST_LOG: old }).logLevel).toBe(level);
    expect(readSettings({ RUST_LOG: old, LOG_LEVEL: "error" }).logLevel).toBe("error");
  });

  it("keep logs on stdout where LOG_DIR is none", () => {
    expect(readSettings({ LOG_DIR: "none" }).logDir).toBeNull();
  });

  it("know where the keys of tokens are", () => {
    const jwt = { JWKS_URL: "https://id.example/keys", JWT_ISSUER: "id", JWT_AUDIENCE: "gateway" };
    expect(readSettings(jwt).jwt).toEqual({
      jwksUrl: "https://id.example/keys",
      issuer: "id",
      audience: "gateway",
    });
  });
});

describe("settings that are wrong", () => {
  it("are told all at once, each with what was found and what to write (GW-28)", () => {
    expect(
      problemsOf({
        GATEWAY_HOST: "db.example",
        GATEWAY_PORT: "70000",
        MAX_TOTAL_CONNECTIONS: "many",
        ALLOWED_NETWORKS: "10.0.0.0/8,10.0.0/8,300.1.1.1",
        REGISTRY: "memory",
        LOG_LEVEL: "loud",
        JWKS_URL: "keys.json",
        DRAIN_TIMEOUT_SECS: "-1",
        DB_PORT: "5432.5",
      }),
    ).toEqual([
      "GATEWAY_HOST is 'db.example'; write an IP address, such as 127.0.0.1 or 0.0.0.0",
      "GATEWAY_PORT is '70000'; write a whole number from 0 to 65535",
      "DB_PORT is '5432.5'; write a whole number from 1 to 65535",
      "MAX_TOTAL_CONNECTIONS is 'many'; write a whole number from 1",
      "ALLOWED_NETWORKS has '10.0.0/8', '300.1.1.1'; write networks such as 10.0.0.0/8 or fd00::/8, separated by commas",
      "JWKS_URL is 'keys.json'; write a URL that begins with https://",
      "LOG_LEVEL is 'loud'; write trace or debug or info or warn or error or fatal or silent",
      "REGISTRY is 'memory'; write files or postgres",
      "DRAIN_TIMEOUT_SECS is '-1'; write a whole number from 0 to 2147483",
    ]);
  });

  it.each([
    [
      { DB_SSLMODE: "prefer" },
      "DB_SSLMODE is 'prefer', with which a server that is asked for encryption may refuse it; write require, or disable",
    ],
    [{ DB_SSLMODE: "on" }, "DB_SSLMODE is 'on'; write disable, require, verify-ca, verify-full"],
    [
      { DB_SSLMODE: "verify-full", DB_SSLROOTCERT: "/nowhere/ca.pem" },
      "DB_SSLROOTCERT is '/nowhere/ca.pem', which cannot be read: ENOENT",
    ],
    [
      { DB_SSLMODE: "verify-full", DB_SSLROOTCERT: fileURLToPath(import.meta.url) },
      "which has no certificate; write the path of a file with certificates as PEM",
    ],
  ])("are ways of encryption that are none: %j", (env, message) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(message)]);
  });

  it.each(["ALLOWED_NETWORKS", "ALLOWED_ADMIN_IPS", "TRUSTED_PROXIES"])(
    "are networks that do not parse, in %s (GW-21)",
    (name) => {
      for (const wrong of [
        "10.0.0.0/33",
        "::1/129",
        "10.0.0.0/",
        "10.0.0.0/8/8",
        "localhost",
        "0x7f.1",
        "10",
        "fe80::1%eth0",
      ]) {
        expect(problemsOf({ [name]: `127.0.0.1,${wrong}` })).toEqual([
          expect.stringContaining(`${name} has '${wrong}';`),
        ]);
      }
    },
  );

  it.each([
    [{ RUST_LOG: "loud" }, "RUST_LOG is 'loud'; set LOG_LEVEL in its place"],
    [{ JWT_ISSUER: "id" }, "JWT_ISSUER is set, and JWKS_URL is not"],
    [
      { MAX_CONNECTIONS_PER_POOL: "300" },
      "MAX_CONNECTIONS_PER_POOL is 300, more than MAX_TOTAL_CONNECTIONS, 200",
    ],
    [
      { CALL_TIMEOUT_SECS: "301" },
      "CALL_TIMEOUT_SECS is 301, more than MAX_CALL_TIMEOUT_SECS, 300",
    ],
    [
      { STOPGAP_SECRET_KEY: "0123456789abcdef,short" },
      "STOPGAP_SECRET_KEY has 5 characters; write at least 16",
    ],
    [
      { RATE_LIMIT_PER_PLATFORM: "0" },
      "RATE_LIMIT_PER_PLATFORM is '0'; write a whole number from 1",
    ],
  ])("are %j", (env, message) => {
    expect(problemsOf(env)).toEqual([expect.stringContaining(message)]);
  });

  it.each([
    "db-1",
    "east=mysql://ada:s3cret@db",
    "east=postgresql://ada:s3cret@",
    "east=postgresql://:s3cret@db",
    "east=postgresql://ada:s3cret%@db",
    "east=postgresql://ada:s3cret@db?capacity=lots",
    "east=postgresql://ada:s3cret@db?standby=:1",
    "east=postgresql://ada:s3cret@db?sslmode=prefer",
    "east=postgresql://ada:s3cret@db?sslmode=require&sslrootcert=/nowhere/ca.pem",
    "east=postgresql://ada:s3cret@db?sslcert=/nowhere/client.pem",
    "east=postgresql://ada:s3cret@db,east=postgresql://ada:s3cret@db",
  ])("are servers that do not parse, and no password is told: %s", (list) => {
    const [message = ""] = problemsOf({ DB_SERVERS: list });
    expect(message).toMatch(/^DB_SERVERS (has|names) /);
    expect(message).not.toContain("s3cret");
  });

  it("never repeat what DATABASE_URL is", () => {
    const [message = ""] = problemsOf({ DATABASE_URL: "db:s3cret" });
    expect(message).toMatch(/^DATABASE_URL has something that is no URL/);
    expect(message).not.toContain("s3cret");
  });
});
