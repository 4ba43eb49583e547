import { install, installationDigest } from "@stopgap/sql";
import pg from "pg";

import type { Pools } from "../pools/pools.js";
import type { TenantDatabase } from "../registry/registry.js";
import { tenantRoles } from "./install-stopgap.js";

/**
 * Names the database of a server that Stopgap is installed in, for tenants' databases to be copies of, which takes a tenth of the time of
 * installing. It is made when it is first asked for, by one gateway at a time; nobody can connect to it.
 *
 * @returns asks for the name, by the server's
 */
export function stopgapTemplates(
  pools: Pick<Pools, "withServer" | "withConnection" | "forget">,
): (server: string) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return async (server) => {
    const asked = known.get(server) ?? ensureTemplate(pools, server);
    known.set(server, asked);
    try {
      return await asked;
    } catch (error) {
      known.delete(server);
      throw error;
    }
  };
}

const lock = "pg_catalog.hashtextextended('stopgap template', 0)";

async function ensureTemplate(
  pools: Pick<Pools, "withServer" | "withConnection" | "forget">,
  server: string,
): Promise<string> {
  const name = `stopgap_tenant_template_${(await installationDigest()).slice(0, 12)}`;
  await pools.withServer(server, async (client) => {
    await client.query(`select pg_catalog.pg_advisory_lock(${lock})`);
    try {
      const { rows } = await client.query("select from pg_catalog.pg_database where datname = $1", [
        name,
      ]);
      if (rows.length === 0) await makeTemplate(pools, client, server, name);
    } finally {
      await client.query(`select pg_catalog.pg_advisory_unlock(${lock})`);
    }
  });
  return name;
}

async function makeTemplate(
  pools: Pick<Pools, "withConnection" | "forget">,
  client: pg.Client,
  server: string,
  name: string,
): Promise<void> {
  // It has its name only when it is complete.
  const unfinished = `${name}_new`;
  const [from, to] = [pg.escapeIdentifier(unfinished), pg.escapeIdentifier(name)];
  await client.query(`drop database if exists ${from} with (force)`);
  await client.query(`create database ${from} template template0`);
  const database: TenantDatabase = {
    name: unfinished,
    platform: "",
    server,
    identity: { kind: "tenant", tenantId: null },
    createdAt: new Date(),
    state: "ready",
  };
  try {
    await client.query(`revoke connect on database ${from} from public`);
    await pools.withConnection(database, { purpose: "install" }, (session) =>
      install(session, { roles: { deployer: tenantRoles.deployer } }),
    );
    await pools.forget(database);
    await client.query(`alter database ${from} with allow_connections false`);
    // One may be on its way back to its pool.
    await client.query(
      "select pg_catalog.pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = $1",
      [unfinished],
    );
    await client.query(`alter database ${from} rename to ${to}`);
  } catch (error) {
    await pools.forget(database);
    await client.query(`drop database if exists ${from} with (force)`);
    throw error;
  }
}
