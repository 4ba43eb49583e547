import type { TenantPool, Waiter } from "./tenant-pool.js";

/** Who waits for a connection, over all tenants. The turn of a tenant that was served comes after everybody else's. */
export class WaitingLine {
  readonly #pools = new Set<TenantPool>();
  #size = 0;

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** For whom somebody waits, in the order of their turns. */
  get pools(): Iterable<TenantPool> {
    return this.#pools;
  }

  add(pool: TenantPool, waiter: Waiter): void {
    pool.waiting.add(waiter);
    this.#pools.add(pool);
    this.#size += 1;
  }

  leave(pool: TenantPool, waiter: Waiter): void {
    if (!pool.waiting.delete(waiter)) return;
    this.#size -= 1;
    this.#pools.delete(pool);
    if (pool.waiting.size > 0) this.#pools.add(pool);
  }

  /** The last one of the tenant that has the most in the line; of several such tenants, of the one whose turn comes last. */
  lastOfLongest(): { readonly pool: TenantPool; readonly waiter: Waiter } | undefined {
    let longest: TenantPool | undefined;
    for (const pool of this.#pools)
      if (!longest || pool.waiting.size >= longest.waiting.size) longest = pool;
    const waiter = longest && [...longest.waiting].at(-1);
    return longest && waiter && { pool: longest, waiter };
  }

  /** Of those that can be served the one whose tenant has the fewest connections; of several the one whose turn it is. */
  next(
    canServe: (pool: TenantPool, waiter: Waiter) => boolean,
  ): { readonly pool: TenantPool; readonly waiter: Waiter } | undefined {
    let best: { readonly pool: TenantPool; readonly waiter: Waiter } | undefined;
    for (const pool of this.#pools) {
      const [waiter] = pool.waiting;
      if (!waiter || (best && best.pool.open <= pool.open)) continue;
      if (canServe(pool, waiter)) best = { pool, waiter };
    }
    return best;
  }

  /** Whether a connection of a tenant is due to somebody who has none, or fewer by more than this one. */
  isOwedToAnother(pool: TenantPool, canHaveMore: (other: TenantPool) => boolean): boolean {
    for (const other of this.#pools) {
      if (other === pool || !canHaveMore(other)) continue;
      if (other.open === 0 || pool.open - other.open >= 2) return true;
    }
    return false;
  }
}
