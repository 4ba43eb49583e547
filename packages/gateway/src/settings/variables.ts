import { defaultLogDir } from "./gateway-settings.js";
import { logLevel, oldLogLevel } from "./log-level.js";
import {
  extensionNames,
  ipAddress,
  networks,
  oneOf,
  secretsOrNone,
  seconds,
  text,
  textOrNone,
  webUrlOrNone,
  wholeNumber,
  wholeNumberOrNone,
} from "./readers.js";
import { serverList, serverUrlOrNone } from "./server-list.js";
import { certificatesOrNone, tlsModeOrNone } from "./tls-readers.js";
import { variable } from "./variable.js";

const mebibyte = 1024 * 1024;

/** All variables that a gateway reads. */
export const variables = {
  databaseUrl: variable("DATABASE_URL", "", serverUrlOrNone),
  dbHost: variable("DB_HOST", "localhost", text),
  dbPort: variable("DB_PORT", "5432", wholeNumber(1, 65_535)),
  dbName: variable("DB_NAME", "postgres", text),
  dbUser: variable("DB_USER", "gateway_user", text),
  dbPassword: variable("DB_PASSWORD", "password", text),
  sslMode: variable("DB_SSLMODE", "", tlsModeOrNone),
  sslRootCert: variable("DB_SSLROOTCERT", "", certificatesOrNone),
  dbServers: variable("DB_SERVERS", "", serverList),
  host: variable("GATEWAY_HOST", "127.0.0.1", ipAddress),
  port: variable("GATEWAY_PORT", "9000", wholeNumber(0, 65_535)),
  maxConnectionsPerPool: variable("MAX_CONNECTIONS_PER_POOL", "10", wholeNumber(1)),
  maxTotalConnections: variable("MAX_TOTAL_CONNECTIONS", "200", wholeNumber(1)),
  poolIdleTimeoutMs: variable("POOL_IDLE_TIMEOUT_SECS", "1800", seconds(1)),
  poolMaxLifetimeMs: variable("POOL_MAX_LIFETIME_SECS", "3600", seconds(1)),
  poolWaitTimeoutMs: variable("POOL_WAIT_TIMEOUT_SECS", "5", seconds(1)),
  poolMaxWaiting: variable("POOL_MAX_WAITING", "1000", wholeNumber(0)),
  allowedNetworks: variable("ALLOWED_NETWORKS", "127.0.0.0/8,::1/128,192.168.0.0/16", networks),
  allowedAdminNetworks: variable("ALLOWED_ADMIN_IPS", "192.168.0.0/16", networks),
  trustedProxies: variable("TRUSTED_PROXIES", "", networks),
  adminToken: variable("ADMIN_TOKEN", "", textOrNone),
  jwksUrl: variable("JWKS_URL", "", webUrlOrNone),
  jwtIssuer: variable("JWT_ISSUER", "", textOrNone),
  jwtAudience: variable("JWT_AUDIENCE", "", textOrNone),
  rateLimitPerPlatform: variable("RATE_LIMIT_PER_PLATFORM", "", wholeNumberOrNone(1)),
  dataDir: variable("DATA_DIR", "./data", text),
  registry: variable("REGISTRY", "files", oneOf(["files", "postgres"] as const)),
  secretKey: variable("STOPGAP_SECRET_KEY", "", secretsOrNone(16, "openssl rand -base64 32")),
  allowedExtensions: variable("ALLOWED_EXTENSIONS", "plv8,pljs,vector,postgis", extensionNames),
  logDir: variable("LOG_DIR", defaultLogDir, text),
  logLevel: variable("LOG_LEVEL", "info", logLevel),
  oldLogLevel: variable("RUST_LOG", "", oldLogLevel),
  bodyBytes: variable("MAX_BODY_BYTES", `${2 * mebibyte}`, wholeNumber(1)),
  archiveBytes: variable("MAX_ARCHIVE_BYTES", `${50 * mebibyte}`, wholeNumber(1)),
  unpackedBytes: variable("MAX_UNPACKED_BYTES", `${200 * mebibyte}`, wholeNumber(1)),
  archiveFiles: variable("MAX_ARCHIVE_FILES", "20000", wholeNumber(1)),
  resultBytes: variable("MAX_RESULT_BYTES", `${16 * mebibyte}`, wholeNumber(1)),
  resultRows: variable("MAX_RESULT_ROWS", "50000", wholeNumber(1)),
  parameters: variable("MAX_PARAMETERS", "100", wholeNumber(0)),
  callTimeoutMs: variable("CALL_TIMEOUT_SECS", "30", seconds(1)),
  maxCallTimeoutMs: variable("MAX_CALL_TIMEOUT_SECS", "300", seconds(1)),
  drainTimeoutMs: variable("DRAIN_TIMEOUT_SECS", "30", seconds(0)),
  fleetParallelism: variable("FLEET_PARALLELISM", "4", wholeNumber(1)),
} as const;
