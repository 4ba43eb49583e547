import { openToPlatform, ownerOnServer } from "../databases/server-databases.js";
import { ensurePlatformRoles } from "../databases/platform-roles.js";
import { GatewayError } from "../errors/gateway-error.js";
import { ownerRole, platformRole } from "../naming/platform-name.js";
import type { Platform, TenantDatabase } from "../registry/registry.js";
import { type RolePasswords, rolePasswords } from "../secrets/role-passwords.js";
import type { DatabaseServer } from "../servers/database-server.js";
import type { ConnectionTarget } from "./connection.js";
import type { ConnectionPurpose, Pools } from "./pools.js";
import type { Lane } from "./tenant-pool.js";

/** Who logs in for what. */
export interface PlatformLogins {
  laneFor(purpose: ConnectionPurpose): Lane;
  target(server: DatabaseServer, database: TenantDatabase, lane: Lane): Promise<ConnectionTarget>;
  /**
   * Where the server has refused a login of a platform: makes the role, or sets its password.
   *
   * @returns the lane to try next; null where another attempt would come to nothing.
   */
  afterRefusal(database: TenantDatabase, lane: Lane, error: unknown): Promise<Lane | null>;
}

/** What logins are made of. */
export interface PlatformLoginsParts {
  readonly secretKey: string | null;
  /** The login that a platform has brought; null where it has none. */
  readonly credentialsOf: (platform: string) => Promise<Platform["credentials"]>;
  readonly withServer: Pools["withServer"];
}

/**
 * What the gateway's own sessions in a tenant's database start with, which may be given settings by its owner: names mean what PostgreSQL
 * means by them, and no code of the tenant's is run.
 */
const ofInstallation: ConnectionTarget["settings"] = {
  role: "none",
  search_path: "pg_catalog,pg_temp",
  standard_conforming_strings: "on",
  local_preload_libraries: "",
  "plv8.start_proc": "",
  "pljs.start_proc": "",
};

const wrongPassword = "28P01";
const notAuthorized = "28000";
const mayNotConnect = "42501";

/** The SQLSTATE with which the server has refused a login; undefined where it has not, or that was not all. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof GatewayError && error.code === "connection_failed")) return undefined;
  const { sqlstate } = error.fields;
  return [wrongPassword, notAuthorized, mayNotConnect].find((each) => each === sqlstate);
}

/** Who logs in to which database: with a secret key each platform has logins of its own on each server. */
export function createPlatformLogins(parts: PlatformLoginsParts): PlatformLogins {
  const { secretKey, credentialsOf, withServer } = parts;
  const passwords = rolePasswords(secretKey);
  const underWay = new Map<string, Promise<Lane>>();

  const renew = (
    passwordOf: RolePasswords,
    database: TenantDatabase,
    lane: Lane,
    refusal: string,
  ): Promise<Lane> =>
    withServer(database.server, async (client) => {
      const { platform, server } = database;
      // The server says who owns it. That nobody was let in says nothing: an owner can take that from itself.
      const owner = await ownerOnServer(client, database);
      if (lane === "owner" && owner !== ownerRole(platform)) return "deploy";
      await ensurePlatformRoles(
        client,
        { name: platform, credentials: null },
        {
          passwordOf: (role) => passwordOf(server, role),
          isRenewed: refusal === wrongPassword,
        },
      );
      if (refusal === mayNotConnect) await openToPlatform(client, database);
      return lane;
    });

  return {
    laneFor: (purpose) => {
      if (purpose === "read") return "call";
      return purpose === "deploy" && passwords ? "owner" : purpose;
    },
    target: async (server, { name: database, platform }, lane) => {
      const { host, port, tls } = server;
      const place = { host, port, database, tls };
      const own = { ...place, user: server.user, password: server.password };
      const as = (role: string): ConnectionTarget =>
        passwords
          ? { ...place, user: role, password: passwords(server.name, role), settings: {} }
          : { ...own, settings: { role } };
      switch (lane) {
        case "owner":
          return as(ownerRole(platform));
        case "call": {
          const credentials = await credentialsOf(platform);
          return credentials
            ? { ...place, ...credentials, settings: {} }
            : as(platformRole(platform));
        }
        case "install":
          return { ...own, settings: ofInstallation };
        case "deploy":
        case "maintenance":
          return { ...own, settings: {} };
      }
    },
    afterRefusal: async (database, lane, error) => {
      const refusal = refusalOf(error);
      if (!passwords || refusal === undefined || (lane !== "owner" && lane !== "call")) return null;
      // Of a login that the platform has brought, the gateway knows what it was told.
      if (lane === "call" && (await credentialsOf(database.platform))) return null;
      const key = JSON.stringify([database.server, database.name, lane]);
      const renewal = underWay.get(key) ?? renew(passwords, database, lane, refusal);
      underWay.set(key, renewal);
      try {
        return await renewal;
      } finally {
        underWay.delete(key);
      }
    },
  };
}
