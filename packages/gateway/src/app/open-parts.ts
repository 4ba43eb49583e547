import type { FastifyBaseLogger } from "fastify";

import { createDatabases } from "../databases/create-databases.js";
import type { Databases } from "../databases/databases.js";
import { createPools } from "../pools/create-pools.js";
import type { Pools } from "../pools/pools.js";
import { openRegistry } from "../registry/open-registry.js";
import type { Registry } from "../registry/registry.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

/** What is opened before the first request, and closed after the last. */
export interface GatewayParts {
  readonly registry: Registry;
  readonly pools: Pools;
  readonly databases: Databases;
}

/** The parts, and what closes those that were opened here. */
export interface OpenedParts {
  readonly parts: GatewayParts;
  readonly close: () => Promise<void>;
}

/** Opens what was not given, and removes what a gateway has left that was cut off while it made a database. */
export async function openParts(
  settings: GatewaySettings,
  given: Partial<GatewayParts>,
  log: FastifyBaseLogger,
): Promise<OpenedParts> {
  const registry = given.registry ?? (await openRegistry(settings));
  const pools = given.pools ?? createPools(settings, (name) => registry.findPlatform(name));
  const databases = given.databases ?? createDatabases({ settings, registry, pools });
  const cleaned = Promise.all([cleanUp(databases, log), warnOfSharedRole(settings, registry, log)]);
  return {
    parts: { registry, pools, databases },
    close: async () => {
      await cleaned;
      if (!given.pools) await pools.close();
      if (!given.registry) await registry.close();
    },
  };
}

/** Nobody waits for it: a server that is away must not keep the gateway from starting. */
async function cleanUp(databases: Databases, log: FastifyBaseLogger): Promise<void> {
  try {
    for (const { database, error } of await databases.removeLeftovers())
      log.warn(
        { err: error, database: database.name, server: database.server },
        "a database whose making was cut off is left",
      );
  } catch (error) {
    log.error({ err: error }, "databases whose making was cut off were not looked for");
  }
}

/** Identity that is checked at the door, and not in the database, is worth telling whoever relies on it. */
async function warnOfSharedRole(
  { secretKey, jwt }: GatewaySettings,
  registry: Registry,
  log: FastifyBaseLogger,
): Promise<void> {
  if (secretKey !== null) return;
  const platforms = await registry.platforms().catch(() => []);
  if (jwt === null && platforms.every(({ tokenHash }) => tokenHash === null)) return;
  log.warn(
    "platforms are told apart by tokens, and their schemas have all rights of the gateway's role: set STOPGAP_SECRET_KEY",
  );
}
