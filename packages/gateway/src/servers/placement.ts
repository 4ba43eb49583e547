import { GatewayError } from "../errors/gateway-error.js";
import type { DatabaseServer } from "./database-server.js";

/**
 * The servers for a new database: the one that is filled least for its size first. A server without a capacity counts as being as large as
 * the largest that has one.
 *
 * @param counts - Databases on each server, by its name.
 * @throws GatewayError `unavailable` where all are full.
 */
export function emptiestServers(
  servers: readonly DatabaseServer[],
  counts: ReadonlyMap<string, number>,
): readonly DatabaseServer[] {
  const largest = Math.max(1, ...servers.map(({ capacity }) => capacity ?? 0));
  const countOf = ({ name }: DatabaseServer): number => counts.get(name) ?? 0;
  const fill = (server: DatabaseServer): number => countOf(server) / (server.capacity ?? largest);
  const withRoom = servers.filter(
    (server) => server.capacity === null || countOf(server) < server.capacity,
  );
  if (withRoom.length === 0)
    throw new GatewayError(
      "unavailable",
      "All database servers are full: raise a capacity in DB_SERVERS, or add a server",
    );
  return withRoom.sort((one, other) => fill(one) - fill(other));
}

/** @throws GatewayError `connection_failed` where the settings name no such server any more. */
export function serverNamed(
  servers: readonly DatabaseServer[],
  name: string,
  database: string,
): DatabaseServer {
  const server = servers.find((each) => each.name === name);
  if (server) return server;
  throw new GatewayError("connection_failed", `Failed to connect to database '${database}'`, {
    database,
    reason: `DB_SERVERS names no server '${name}', which the database is on`,
  });
}
