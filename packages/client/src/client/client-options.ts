import type { CallSettings } from "../call/call-request.js";
import type { RetryOptions } from "../call/retry.js";
import type { Pool } from "../transport/connection-pool.js";
import type { PreparingClient, SqlClient } from "../transport/connection.js";
import type { GatewayOptions } from "../transport/gateway-transport.js";

/** What every client can be told. */
interface CommonOptions extends CallSettings {
  /**
   * What is done when a query, or a mutation that is declared idempotent, fails for a passing reason: a serialization
   * failure, a deadlock, or no connection. Other calls, and calls in a transaction, are never made twice. False: nothing is.
   */
  readonly retry?: RetryOptions | false | undefined;
}

/** Where connections come from, or the one to use. */
type ConnectionOptions<Client> =
  | {
      /** A pool of `pg`. Each call is a transaction of its own. */
      readonly pool: Pool<Client>;
      /** A pool of connections to a hot standby, for queries. What it cannot answer, the primary is asked. */
      readonly standby?: Pool<Client> | undefined;
      readonly client?: never;
    }
  | {
      /** A connected client of `pg`. It stays the caller's, with the transaction that it is in. */
      readonly client: Client;
      readonly pool?: never;
      readonly standby?: never;
    };

/** Calls over connections to the database. */
type DatabaseOptions = (
  | (ConnectionOptions<PreparingClient> & {
      /**
       * Whether statements get a name, so that each connection parses them once. Default: true. False behind a pooler that
       * changes the connection between transactions, and for clients that know no names; a signal then ends the waiting for
       * an answer, but does not stop what runs in the database.
       */
      readonly prepare?: true | undefined;
    })
  | (ConnectionOptions<SqlClient> & { readonly prepare: false })
) & { readonly gateway?: never };

/** Calls over HTTP. */
interface OverGateway {
  readonly gateway: GatewayOptions;
  readonly pool?: never;
  readonly client?: never;
  readonly standby?: never;
  readonly prepare?: never;
  /** A gateway has an environment of its own. */
  readonly env?: never;
}

/** What a client works with: a pool, a connected client, or a gateway. */
export type ClientOptions = CommonOptions & (DatabaseOptions | OverGateway);
