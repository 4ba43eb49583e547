import type { DatabaseServer } from "../servers/database-server.js";

/** Where logs go by default. A gateway that may not write there does without. */
export const defaultLogDir = "/var/log/stonescriptdb-gateway";

/** Everything that an environment says, checked. `readSettings(env)` makes it; a program may write it itself. */
export interface GatewaySettings {
  readonly host: string;
  readonly port: number;
  /** At least one. */
  readonly servers: readonly DatabaseServer[];
  readonly maxConnectionsPerPool: number;
  readonly maxTotalConnections: number;
  readonly poolIdleTimeoutMs: number;
  readonly poolMaxLifetimeMs: number;
  /** How long a request waits for a connection. */
  readonly poolWaitTimeoutMs: number;
  /** How many requests may wait for a connection at a time. */
  readonly poolMaxWaiting: number;
  /** CIDRs. Loopback always may. */
  readonly allowedNetworks: readonly string[];
  readonly allowedAdminNetworks: readonly string[];
  readonly trustedProxies: readonly string[];
  readonly adminToken: string | null;
  /** Where the keys of tokens are, and what their claims must say. */
  readonly jwt: {
    readonly jwksUrl: string;
    readonly issuer: string | null;
    readonly audience: string | null;
  } | null;
  readonly dataDir: string;
  /** Null: logs go to stdout only. */
  readonly logDir: string | null;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  readonly registry: "files" | "postgres";
  /** For credentials at rest, and for the logins of platforms. Null: neither are there. */
  readonly secretKey: string | null;
  /** Extensions that PostgreSQL leaves to a superuser, and that a platform may have in its databases nevertheless. */
  readonly allowedExtensions: readonly string[];
  readonly limits: {
    readonly bodyBytes: number;
    readonly archiveBytes: number;
    /** Of an archive, unpacked. */
    readonly unpackedBytes: number;
    readonly archiveFiles: number;
    readonly resultBytes: number;
    readonly resultRows: number;
    readonly parameters: number;
    /** Of a call that names none. */
    readonly callTimeoutMs: number;
    /** The most that a call may ask for. */
    readonly maxCallTimeoutMs: number;
  };
  /** Requests a minute. Null: as many as come. */
  readonly rateLimitPerPlatform: number | null;
  /** How long requests under way may take once the gateway is told to stop. */
  readonly drainTimeoutMs: number;
  /** Databases of a fleet that are migrated at a time. */
  readonly fleetParallelism: number;
}
