import type { Connection, ConnectionTarget } from "./connection.js";

/**
 * What connections of one database are lent for. They are not exchanged between lanes: each has its own login or settings.
 *
 * `call`: as the platform's role. `owner`: as the role that owns the database. `deploy` and `install`: as the gateway's role.
 */
export type Lane = "call" | "owner" | "deploy" | "install" | "maintenance";

/** Who waits for a connection. */
export interface Waiter {
  readonly lane: Lane;
  /** When it gives up. */
  readonly until: number;
  readonly target: () => Promise<ConnectionTarget>;
  readonly resolve: (connection: Connection) => void;
  readonly reject: (error: unknown) => void;
}

/** The connections of one database, and who waits for one. */
export class TenantPool {
  readonly key: string;
  readonly database: string;
  /** Of the settings; a standby is one of its own. */
  readonly server: string;
  /** Null: the maintenance database. */
  readonly platform: string | null;
  readonly idle = new Map<Connection, Lane>();
  readonly lent = new Set<Connection>();
  readonly waiting = new Set<Waiter>();
  /** Lent, idle, and on their way in or out. */
  open = 0;
  /** Of connections on their way out. */
  readonly goodbyes = new Set<Promise<void>>();
  lastUsedAt = Date.now();
  /** Its database is about to be dropped: what comes back is closed. */
  isForgotten = false;
  /** What was opened until then is closed when it comes back. In milliseconds since 1970. */
  renewedAt = 0;

  constructor(key: string, server: string, database: string, platform: string | null) {
    this.key = key;
    this.server = server;
    this.database = database;
    this.platform = platform;
  }

  /** The connection of a lane that was used last, so that the others become old enough to be closed. */
  nextIdle(lane: Lane): Connection | undefined {
    let last: Connection | undefined;
    for (const [connection, each] of this.idle) if (each === lane) last = connection;
    return last;
  }

  /** The next one who waits for a lane. */
  nextWaiter(lane: Lane): Waiter | undefined {
    for (const waiter of this.waiting) if (waiter.lane === lane) return waiter;
    return undefined;
  }

  get isUnused(): boolean {
    return this.open === 0 && this.waiting.size === 0;
  }
}
