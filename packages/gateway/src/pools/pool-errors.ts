import { GatewayError } from "../errors/gateway-error.js";

/** How soon one may come again. Connections come back within milliseconds when nothing hangs. */
export const retryAfterSeconds = 1;

/** All connections that a database may have, or all that there are, are in use, and as many as may wait do. */
export function poolExhausted(database: string): GatewayError {
  return new GatewayError(
    "pool_exhausted",
    `Connection pool exhausted for database '${database}'`,
    { database, retryAfterSeconds },
  );
}

/** What a failed attempt to connect means. */
export function connectionError(database: string, cause: unknown): GatewayError {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const sqlstate = typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
  if (sqlstate === "3D000")
    return new GatewayError(
      "database_not_found",
      `Database '${database}' does not exist on its server`,
      { database, sqlstate },
      { cause },
    );
  return new GatewayError(
    "connection_failed",
    `Failed to connect to database '${database}'`,
    { database, reason: describe(cause), sqlstate, retryAfterSeconds },
    { cause },
  );
}

/** Node says of an address with several of them nothing in the error itself. */
function describe(cause: unknown): string {
  if (cause instanceof AggregateError) return cause.errors.map(describe).join("; ");
  return cause instanceof Error ? cause.message : String(cause);
}
