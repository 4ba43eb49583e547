import type { CallRequest } from "../call/call-request.js";
import { CallError } from "../errors.js";
import type { CallErrorCode } from "../errors.js";
import { callOnConnection, tryCall } from "./call-on-connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import type { Transport } from "./transport.js";

/** How long a standby without a connection is left alone. */
const restMs = 1000;

/** Calls on connections of a pool, a transaction each; queries on a standby where there is one. */
export class PoolTransport implements Transport {
  readonly canRepeat = true;
  readonly #primary: ConnectionPool;
  readonly #standby: ConnectionPool | undefined;
  /** In milliseconds since 1970. */
  #standbyRestsUntil = 0;

  constructor(primary: ConnectionPool, standby?: ConnectionPool) {
    this.#primary = primary;
    this.#standby = standby;
  }

  async call(request: CallRequest): Promise<unknown> {
    const isForStandby = request.kind === "query" && request.useStandby !== false;
    if (!this.#standby || !isForStandby || Date.now() < this.#standbyRestsUntil) {
      return callOnPool(this.#primary, request);
    }
    try {
      return await callOnPool(this.#standby, request);
    } catch (error) {
      if (!(error instanceof CallError) || !isOfStandby(error)) throw error;
      if (error.code === "unavailable") this.#standbyRestsUntil = Date.now() + restMs;
      return callOnPool(this.#primary, request);
    }
  }
}

function callOnPool(pool: ConnectionPool, request: CallRequest): Promise<unknown> {
  return tryCall(request, () =>
    pool.use((connection) => callOnConnection(connection, request), request.signal),
  );
}

/** What a standby fails with that is not there, is behind, or has to apply what conflicts with a query. */
const standbyCodes: ReadonlySet<CallErrorCode> = new Set<CallErrorCode>([
  "unavailable",
  "not_found",
  "not_installed",
  "serialization_failure",
  "deadlock",
]);

/**
 * Whether the primary may succeed. Not where the connection broke off for no known reason: a query that brings one server
 * down must not be given to the next.
 */
function isOfStandby({ code, sqlstate }: CallError): boolean {
  return standbyCodes.has(code) || sqlstate === "57P01";
}
