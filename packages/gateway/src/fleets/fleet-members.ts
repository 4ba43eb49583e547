import { GatewayError } from "../errors/gateway-error.js";
import type { Registry, TenantDatabase } from "../registry/registry.js";

/** The databases of a platform that have their schema from requests, by name. Those of stored schemas have theirs. */
export async function tenantDatabases(
  registry: Registry,
  platform: string,
): Promise<readonly TenantDatabase[]> {
  const all = await registry.databases(platform);
  return all.filter(({ identity }) => identity.kind === "tenant");
}

/**
 * Puts canaries first.
 *
 * @throws GatewayError `invalid_request` where one is not among the databases
 */
export function canariesFirst(
  databases: readonly TenantDatabase[],
  canaries: readonly string[],
): readonly TenantDatabase[] {
  const first = [...new Set(canaries)].map((name) => {
    const found = databases.find((database) => database.name === name);
    if (found) return found;
    throw new GatewayError("invalid_request", `Database '${name}' is not one of this fleet`);
  });
  return [...first, ...databases.filter((database) => !first.includes(database))];
}
