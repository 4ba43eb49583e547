import { GatewayError } from "../errors/gateway-error.js";
import { Connection } from "./connection.js";
import type { ConnectionTarget } from "./connection.js";
import type { PoolSettings } from "./create-pools.js";
import { OpenConnections } from "./open-connections.js";
import { connectionError, poolExhausted } from "./pool-errors.js";
import type { PoolStatistics, StopSignal } from "./pools.js";
import { ServerHealth } from "./server-health.js";
import type { Lane, TenantPool, Waiter } from "./tenant-pool.js";
import { WaitingLine } from "./waiting-line.js";

/** Waiting requests of one tenant that a connection serves in a row while other tenants wait. */
const longestTurn = 8;

/**
 * Who gets which connection. What is open, on its way in or on its way out counts, over all tenants. A tenant that has fewer connections
 * than others comes first; what is idle makes room for whom waits, the longest unused first.
 */
export class ConnectionBudget {
  readonly #settings: PoolSettings;
  readonly #opened: OpenConnections;
  readonly #line = new WaitingLine();
  readonly #health = new ServerHealth();
  readonly #sweeper: NodeJS.Timeout;
  #closing = 0;
  #evictedPools = 0;
  #exhausted = 0;
  #isClosed = false;
  /** Connections that come and go. */
  readonly #underWay = new Set<Promise<void>>();

  constructor(settings: PoolSettings) {
    this.#settings = settings;
    const { poolIdleTimeoutMs, poolMaxLifetimeMs } = settings;
    this.#opened = new OpenConnections(settings);
    const interval = Math.min(
      30_000,
      Math.max(20, Math.min(poolIdleTimeoutMs, poolMaxLifetimeMs) / 4),
    );
    this.#sweeper = setInterval(() => {
      this.#sweep();
    }, interval).unref();
  }

  /**
   * The connections of a database. Making it opens none.
   *
   * @param platform - Whose it is: nobody gets a connection that was opened for another one. Null: the maintenance database.
   */
  pool(server: string, database: string, platform: string | null): TenantPool {
    return this.#opened.pool(server, database, platform);
  }

  /**
   * A connection, which {@link release} must be told of.
   *
   * @throws GatewayError `pool_exhausted`, `connection_failed`, `database_not_found`; the reason of the signal.
   */
  async acquire(
    pool: TenantPool,
    lane: Lane,
    target: () => Promise<ConnectionTarget>,
    signal: StopSignal | undefined,
  ): Promise<Connection> {
    signal?.throwIfAborted();
    if (this.#isClosed) throw stopping();
    pool.lastUsedAt = Date.now();
    const idle = this.#takeIdle(pool, lane);
    if (idle) {
      pool.lent.add(idle);
      return idle;
    }
    const away = this.#health.awayBecause(pool.server);
    if (away !== undefined) throw connectionError(pool.database, away);
    const connection = await this.#wait(pool, lane, target, signal);
    if (signal?.aborted) {
      this.release(pool, lane, connection);
      signal.throwIfAborted();
    }
    return connection;
  }

  release(pool: TenantPool, lane: Lane, connection: Connection): void {
    pool.lent.delete(connection);
    pool.lastUsedAt = connection.lastUsedAt = Date.now();
    if (lane !== "call" && lane !== "maintenance" && connection.isIdle)
      this.#track(this.#resetAndReturn(pool, lane, connection));
    else if (this.#mayBeLent(pool, connection)) this.#return(pool, lane, connection);
    else this.#close(pool, connection);
  }

  async forget(server: string, database: string): Promise<void> {
    const pools = [...this.#opened.pools].filter(
      (pool) =>
        pool.database === database &&
        (pool.server === server || pool.server === `${server} standby`),
    );
    await Promise.all(
      pools.map(async (pool) => {
        pool.isForgotten = pool.lent.size > 0;
        for (const each of pool.idle.keys()) this.#close(pool, each);
        await Promise.all(pool.goodbyes);
      }),
    );
  }

  /** Closes what was opened for a platform so far: what is lent when it comes back. */
  renew(platform: string): void {
    for (const pool of this.#opened.pools) {
      if (pool.platform !== platform) continue;
      pool.renewedAt = Date.now();
      for (const each of pool.idle.keys()) this.#close(pool, each);
    }
  }

  statistics(): PoolStatistics {
    const pools = [...this.#opened.pools];
    return {
      activePools: pools.filter(({ open, platform }) => open > 0 && platform !== null).length,
      totalConnections: this.#opened.total,
      idleConnections: pools.reduce((sum, { idle }) => sum + idle.size, 0),
      waitingRequests: this.#line.size,
      evictedPools: this.#evictedPools,
      exhausted: this.#exhausted,
    };
  }

  /** Ends all connections, those that are lent too, and returns when their sockets are closed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#sweeper);
    const lent: Connection[] = [];
    for (const pool of this.#opened.pools) {
      for (const waiter of pool.waiting) this.#reject(pool, waiter, stopping());
      for (const connection of pool.idle.keys()) this.#close(pool, connection);
      lent.push(...pool.lent);
    }
    await Promise.all([...this.#underWay, ...lent.map((connection) => connection.close())]);
  }

  #wait(
    pool: TenantPool,
    lane: Lane,
    target: () => Promise<ConnectionTarget>,
    signal: StopSignal | undefined,
  ): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const giveUp = (error: unknown): void => {
        if (pool.waiting.has(waiter)) this.#reject(pool, waiter, error);
      };
      const onAbort = (): void => {
        giveUp(signal?.reason);
      };
      const settle = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", onAbort);
      };
      const timer = setTimeout(() => {
        // Its connection may be on its way by now.
        if (pool.waiting.has(waiter)) giveUp(this.#refusal(pool));
      }, this.#settings.poolWaitTimeoutMs);
      const waiter: Waiter = {
        lane,
        target,
        until: Date.now() + this.#settings.poolWaitTimeoutMs,
        resolve: (connection) => {
          settle();
          resolve(connection);
        },
        reject: (error) => {
          settle();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      };
      signal?.addEventListener("abort", onAbort);
      this.#line.add(pool, waiter);
      this.#serveWaiting();
      if (this.#line.size > this.#settings.poolMaxWaiting) this.#refuseOne();
    });
  }

  /** The line is full: one of whom has the most in it goes. */
  #refuseOne(): void {
    const last = this.#line.lastOfLongest();
    if (last) this.#reject(last.pool, last.waiter, this.#refusal(last.pool));
  }

  #refusal(pool: TenantPool): GatewayError {
    this.#exhausted += 1;
    return poolExhausted(pool.database);
  }

  #reject(pool: TenantPool, waiter: Waiter, error: unknown): void {
    this.#line.leave(pool, waiter);
    this.#opened.removeUnused(pool);
    waiter.reject(error);
  }

  /** Gives those that wait what there is, until nobody can be given anything more. */
  #serveWaiting(): void {
    while (!this.#isClosed) {
      const next = this.#line.next(
        (pool, { lane }) => this.#opened.mayOpen(pool) || pool.nextIdle(lane) !== undefined,
      );
      if (!next) break;
      const { pool, waiter } = next;
      const idle = this.#takeIdle(pool, waiter.lane);
      this.#line.leave(pool, waiter);
      if (idle) this.#lend(pool, idle, waiter);
      else this.#track(this.#openFor(pool, waiter));
    }
    this.#makeRoom();
  }

  /** Closes what is idle for those that still wait: as many as wait, and no more. */
  #makeRoom(): void {
    let leaving = this.#closing;
    for (const pool of this.#line.pools) {
      const [waiter] = pool.waiting;
      if (!waiter) continue;
      if (leaving > 0) {
        leaving -= 1;
        continue;
      }
      const [own] = pool.idle.keys();
      if (!this.#opened.isBelowShare(pool)) {
        // What it has is idle in another lane.
        if (own) this.#close(pool, own);
        continue;
      }
      this.#evict(this.#opened.isFull(pool.server) ? pool.server : undefined);
    }
  }

  /** Closes the oldest idle connection of the database that was not used for the longest time. */
  #evict(server: string | undefined): void {
    const unused = this.#opened.leastUsed(server);
    const [oldest] = unused?.idle.keys() ?? [];
    if (!unused || !oldest) return;
    if (unused.open - unused.goodbyes.size === 1) this.#evictedPools += 1;
    this.#close(unused, oldest);
  }

  #takeIdle(pool: TenantPool, lane: Lane): Connection | undefined {
    for (;;) {
      const connection = pool.nextIdle(lane);
      if (!connection) return undefined;
      pool.idle.delete(connection);
      if (this.#mayBeLent(pool, connection)) return connection;
      this.#close(pool, connection);
    }
  }

  #mayBeLent(pool: TenantPool, connection: Connection): boolean {
    const { openedAt } = connection;
    const isOld =
      openedAt <= pool.renewedAt || Date.now() - openedAt >= this.#settings.poolMaxLifetimeMs;
    return connection.isClean && !isOld && !pool.isForgotten && !this.#isClosed;
  }

  /** Schemas and deployments may leave anything behind in a session; nobody waits for them to be forgotten. */
  async #resetAndReturn(pool: TenantPool, lane: Lane, connection: Connection): Promise<void> {
    try {
      await connection.client.query("discard all");
    } catch {
      this.#close(pool, connection);
      return;
    }
    if (this.#mayBeLent(pool, connection)) this.#return(pool, lane, connection);
    else this.#close(pool, connection);
  }

  #return(pool: TenantPool, lane: Lane, connection: Connection): void {
    const waiter = pool.nextWaiter(lane);
    if (!waiter) {
      connection.served = 0;
      pool.idle.set(connection, lane);
      this.#serveWaiting();
      return;
    }
    connection.served += 1;
    if (
      connection.served >= longestTurn &&
      this.#line.isOwedToAnother(pool, (other) => this.#opened.isBelowShare(other))
    ) {
      this.#close(pool, connection);
      return;
    }
    this.#line.leave(pool, waiter);
    this.#lend(pool, connection, waiter);
  }

  #lend(pool: TenantPool, connection: Connection, waiter: Waiter): void {
    pool.lent.add(connection);
    pool.lastUsedAt = Date.now();
    waiter.resolve(connection);
  }

  async #openFor(pool: TenantPool, waiter: Waiter): Promise<void> {
    const { server } = pool;
    const away = this.#health.awayBecause(server);
    if (away !== undefined) {
      this.#opened.removeUnused(pool);
      waiter.reject(connectionError(pool.database, away));
      return;
    }
    this.#health.trying(server);
    this.#opened.count(pool, 1);
    try {
      // What it is opened with may be out of date by the time it is open.
      const openedAt = Date.now();
      const connection = await Connection.open(
        await waiter.target(),
        this.#settings.poolWaitTimeoutMs,
        (ended) => {
          this.#ended(pool, ended);
        },
      );
      connection.openedAt = openedAt;
      this.#health.connected(server);
      this.#lend(pool, connection, waiter);
      if (this.#isClosed) await connection.close();
    } catch (error) {
      this.#health.failed(server, error);
      this.#opened.count(pool, -1);
      if (this.#opened.isRefusal(server, error) && Date.now() < waiter.until) {
        // It waits for one of those that are open, as if the budget had no more.
        this.#line.add(pool, waiter);
        this.#serveWaiting();
        return;
      }
      waiter.reject(error instanceof GatewayError ? error : connectionError(pool.database, error));
      this.#serveWaiting();
    }
  }

  /** The server or the network has ended it. One that is lent is found out when it comes back. */
  #ended(pool: TenantPool, connection: Connection): void {
    if (pool.idle.has(connection)) this.#close(pool, connection);
  }

  #close(pool: TenantPool, connection: Connection): void {
    pool.idle.delete(connection);
    this.#closing += 1;
    const goodbye = connection.close().then(() => {
      pool.goodbyes.delete(goodbye);
      this.#closing -= 1;
      this.#opened.count(pool, -1);
      this.#serveWaiting();
    });
    pool.goodbyes.add(goodbye);
    this.#track(goodbye);
  }

  #track(work: Promise<void>): void {
    this.#underWay.add(work);
    void work.finally(() => this.#underWay.delete(work));
  }

  /** Closes what is too old, or was not used for too long. */
  #sweep(): void {
    const now = Date.now();
    const { poolIdleTimeoutMs, poolMaxLifetimeMs } = this.#settings;
    for (const pool of this.#opened.pools) {
      for (const connection of pool.idle.keys()) {
        const isOld = now - connection.openedAt >= poolMaxLifetimeMs;
        if (isOld || now - connection.lastUsedAt >= poolIdleTimeoutMs)
          this.#close(pool, connection);
      }
      this.#opened.removeUnused(pool);
    }
  }
}

function stopping(): GatewayError {
  return new GatewayError("unavailable", "The gateway is stopping");
}
