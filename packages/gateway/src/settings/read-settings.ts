import type { DatabaseServer } from "../servers/database-server.js";
import { verifies } from "../servers/server-tls.js";
import type { GatewaySettings } from "./gateway-settings.js";
import { SettingsError, type SettingProblem } from "./settings-error.js";
import type { Variable } from "./variable.js";
import { variables } from "./variables.js";

/**
 * Reads what an environment says of a gateway. A variable that is not set, or is empty, has its default.
 *
 * @param env - Such as `process.env`.
 * @throws SettingsError that lists everything that is wrong.
 * @example
 * const settings = readSettings({ ...process.env, GATEWAY_PORT: "9001" });
 */
export function readSettings(env: Environment): GatewaySettings {
  const problems: SettingProblem[] = [];
  const read = <Value>(from: Variable<Value>): Value => readVariable(from, env, problems);
  const settings: GatewaySettings = {
    host: read(variables.host),
    port: read(variables.port),
    servers: readServers(read, problems),
    maxConnectionsPerPool: read(variables.maxConnectionsPerPool),
    maxTotalConnections: read(variables.maxTotalConnections),
    poolIdleTimeoutMs: read(variables.poolIdleTimeoutMs),
    poolMaxLifetimeMs: read(variables.poolMaxLifetimeMs),
    poolWaitTimeoutMs: read(variables.poolWaitTimeoutMs),
    poolMaxWaiting: read(variables.poolMaxWaiting),
    allowedNetworks: read(variables.allowedNetworks),
    allowedAdminNetworks: read(variables.allowedAdminNetworks),
    trustedProxies: read(variables.trustedProxies),
    adminToken: read(variables.adminToken),
    jwt: readJwt(read, problems),
    dataDir: read(variables.dataDir),
    logDir: withoutNone(read(variables.logDir)),
    logLevel: readLogLevel(read, env),
    registry: read(variables.registry),
    secretKey: read(variables.secretKey),
    allowedExtensions: read(variables.allowedExtensions),
    limits: {
      bodyBytes: read(variables.bodyBytes),
      archiveBytes: read(variables.archiveBytes),
      unpackedBytes: read(variables.unpackedBytes),
      archiveFiles: read(variables.archiveFiles),
      resultBytes: read(variables.resultBytes),
      resultRows: read(variables.resultRows),
      parameters: read(variables.parameters),
      callTimeoutMs: read(variables.callTimeoutMs),
      maxCallTimeoutMs: read(variables.maxCallTimeoutMs),
    },
    rateLimitPerPlatform: read(variables.rateLimitPerPlatform),
    drainTimeoutMs: read(variables.drainTimeoutMs),
    fleetParallelism: read(variables.fleetParallelism),
  };
  problems.push(...contradictions(settings));
  if (problems.length > 0) throw new SettingsError(problems);
  return settings;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Read = <Value>(from: Variable<Value>) => Value;

/** What a variable says, or its default: also where it is wrong, so that everything that is can be told. */
function readVariable<Value>(
  { name, default: fallback, read }: Variable<Value>,
  env: Environment,
  problems: SettingProblem[],
): Value {
  const text = env[name]?.trim();
  const reading = read(text === undefined || text === "" ? fallback : text);
  if ("value" in reading) return reading.value;
  const { problem, remedy } = reading;
  problems.push({ variable: name, problem, remedy });
  const usual = read(fallback);
  if ("value" in usual) return usual.value;
  throw new SettingsError([{ variable: name, problem: "has no default", remedy }]);
}

function readServers(read: Read, problems: SettingProblem[]): readonly DatabaseServer[] {
  const url = read(variables.databaseUrl);
  const single: DatabaseServer = {
    name: "default",
    host: read(variables.dbHost),
    port: read(variables.dbPort),
    database: read(variables.dbName),
    user: read(variables.dbUser),
    password: read(variables.dbPassword),
    capacity: null,
    standby: null,
  };
  const several = read(variables.dbServers);
  const mode = read(variables.sslMode);
  const rootCertificates = read(variables.sslRootCert);
  if (rootCertificates !== null && (mode === null || !verifies(mode))) {
    problems.push({
      variable: variables.sslRootCert.name,
      problem: `is set, and DB_SSLMODE, ${mode ?? "which is not set"}, looks at no certificate`,
      remedy: "set DB_SSLMODE to verify-full or verify-ca, or remove it",
    });
  }
  const tls = mode === null ? undefined : { mode, rootCertificates };
  // What a URL says comes first.
  return (several.length > 0 ? several : [url ?? single]).map((server) =>
    server.tls || !tls ? server : { ...server, tls },
  );
}

function readJwt(read: Read, problems: SettingProblem[]): GatewaySettings["jwt"] {
  const jwksUrl = read(variables.jwksUrl);
  const issuer = read(variables.jwtIssuer);
  const audience = read(variables.jwtAudience);
  if (jwksUrl !== null) return { jwksUrl, issuer, audience };
  for (const [{ name }, value] of [
    [variables.jwtIssuer, issuer],
    [variables.jwtAudience, audience],
  ] as const) {
    if (value === null) continue;
    problems.push({
      variable: name,
      problem: "is set, and JWKS_URL is not",
      remedy: "set JWKS_URL to where the keys of tokens are, or remove it",
    });
  }
  return null;
}

function readLogLevel(read: Read, env: Environment): GatewaySettings["logLevel"] {
  const old = read(variables.oldLogLevel);
  const level = read(variables.logLevel);
  return old !== null && (env[variables.logLevel.name] ?? "") === "" ? old : level;
}

function contradictions(settings: GatewaySettings): readonly SettingProblem[] {
  const { maxConnectionsPerPool, maxTotalConnections, limits } = settings;
  const found: SettingProblem[] = [];
  if (maxConnectionsPerPool > maxTotalConnections) {
    found.push({
      variable: variables.maxConnectionsPerPool.name,
      problem: `is ${maxConnectionsPerPool}, more than MAX_TOTAL_CONNECTIONS, ${maxTotalConnections}`,
      remedy: "write at most as many",
    });
  }
  if (limits.callTimeoutMs > limits.maxCallTimeoutMs) {
    found.push({
      variable: variables.callTimeoutMs.name,
      problem: `is ${limits.callTimeoutMs / 1000}, more than MAX_CALL_TIMEOUT_SECS, ${limits.maxCallTimeoutMs / 1000}`,
      remedy: "write at most as many seconds",
    });
  }
  return found;
}

function withoutNone(folder: string): string | null {
  return folder === "none" ? null : folder;
}
