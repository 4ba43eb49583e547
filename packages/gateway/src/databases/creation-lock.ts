import type pg from "pg";

import type { Pools } from "../pools/pools.js";
import { databaseAlreadyExists } from "../registry/registry-errors.js";
import type { TenantDatabase } from "../registry/registry.js";

/**
 * Runs `work` while nobody else makes a database of this name on the server, in whatever gateway. The server lets go of the lock when the
 * gateway is gone: that is how a leftover is told from a database that is being made.
 *
 * @throws GatewayError `database_already_exists` where somebody makes it now.
 */
export function withCreationLock<T>(
  pools: Pools,
  { name, server }: Pick<TenantDatabase, "name" | "server">,
  work: (maintenance: pg.Client) => Promise<T>,
): Promise<T> {
  return pools.withServer(server, async (maintenance) => {
    const key = [`stopgap gateway database ${name}`];
    const { rows } = await maintenance.query<{ is_locked: boolean }>(
      "select pg_try_advisory_lock(hashtextextended($1, 0)) as is_locked",
      key,
    );
    if (!rows[0]?.is_locked) throw databaseAlreadyExists(name);
    try {
      return await work(maintenance);
    } finally {
      // Where this fails, the connection is gone, and the lock with it.
      await maintenance
        .query("select pg_advisory_unlock(hashtextextended($1, 0))", key)
        .catch(() => undefined);
    }
  });
}
