import type { ServerTls } from "./server-tls.js";

/** One PostgreSQL server that holds databases. */
export interface DatabaseServer {
  /** By which the registry remembers where a database is. The one of `DB_*` is `default`. */
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** The maintenance database. */
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** Of all connections to it and its standby. Undefined: as `PGSSLMODE` says. */
  readonly tls?: ServerTls | undefined;
  /** How many databases may be placed on it. Null: as many as come. */
  readonly capacity: number | null;
  /** Where queries may go. */
  readonly standby: { readonly host: string; readonly port: number } | null;
}
