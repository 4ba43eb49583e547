import type { PoolSettings } from "./create-pools.js";
import { ServerLimits } from "./server-limits.js";
import { TenantPool } from "./tenant-pool.js";

/** What is open, by database, server and in all, and how much more may be. What is on its way in or out counts too. */
export class OpenConnections {
  readonly #settings: PoolSettings;
  readonly #limits: ServerLimits;
  readonly #pools = new Map<string, TenantPool>();
  readonly #byServer = new Map<string, number>();
  #total = 0;

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    this.#limits = new ServerLimits(settings);
  }

  get pools(): Iterable<TenantPool> {
    return this.#pools.values();
  }

  get total(): number {
    return this.#total;
  }

  /**
   * The connections of a database. Making it opens none.
   *
   * @param platform - Whose it is: nobody gets a connection that was opened for another one. Null: the maintenance database.
   */
  pool(server: string, database: string, platform: string | null): TenantPool {
    const key = [server, database, platform].join("\0");
    const known = this.#pools.get(key);
    if (known) return known;
    const pool = new TenantPool(key, server, database, platform);
    this.#pools.set(key, pool);
    return pool;
  }

  count(pool: TenantPool, by: 1 | -1): void {
    pool.open += by;
    this.#total += by;
    this.#byServer.set(pool.server, this.#to(pool.server) + by);
    if (pool.open === 0) pool.isForgotten = false;
    this.removeUnused(pool);
  }

  removeUnused(pool: TenantPool): void {
    if (pool.isUnused) this.#pools.delete(pool.key);
  }

  mayOpen(pool: TenantPool): boolean {
    return (
      this.isBelowShare(pool) &&
      this.#total < this.#settings.maxTotalConnections &&
      !this.isFull(pool.server)
    );
  }

  isBelowShare(pool: TenantPool): boolean {
    return pool.open < this.#settings.maxConnectionsPerPool;
  }

  isFull(server: string): boolean {
    return this.#to(server) >= this.#limits.of(server);
  }

  /** @returns whether a server has refused a connection because it has no more, and those that are open can be waited for. */
  isRefusal(server: string, error: unknown): boolean {
    return this.#limits.refused(server, this.#to(server), error);
  }

  /** The database that was not used for the longest time and has something idle; of one server, or of all. */
  leastUsed(server: string | undefined): TenantPool | undefined {
    let unused: TenantPool | undefined;
    for (const pool of this.#pools.values()) {
      if (pool.idle.size === 0 || (server !== undefined && pool.server !== server)) continue;
      if (!unused || pool.lastUsedAt < unused.lastUsedAt) unused = pool;
    }
    return unused;
  }

  #to(server: string): number {
    return this.#byServer.get(server) ?? 0;
  }
}
