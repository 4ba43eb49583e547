import type { PoolSettings } from "./create-pools.js";

/** How long a server that had no connection left is taken to have as many as it had then, in milliseconds. */
const rememberedMs = 30_000;
const tooManyConnections = "53300";
/** Where PostgreSQL finds that a database or a role has all that it may have: its owner may have set that. */
const ofOneAlone: readonly unknown[] = ["CheckMyDatabase", "InitializeSessionUserId"];

/** How many connections each server gives: as many as the budget has for it, and fewer where others have taken them. */
export class ServerLimits {
  readonly #most: number;
  readonly #learned = new Map<string, { readonly limit: number; readonly until: number }>();

  constructor({ servers, maxTotalConnections: total }: PoolSettings) {
    const count = servers.flatMap(({ standby }) => (standby ? [1, 1] : [1])).length;
    // Half of each server's part is kept for it: a server that hangs must not take what the others' tenants need.
    this.#most = Math.max(1, total - (count - 1) * Math.floor(total / (2 * count)));
  }

  of(server: string): number {
    const learned = this.#learned.get(server);
    return learned && Date.now() < learned.until ? Math.min(learned.limit, this.#most) : this.#most;
  }

  /**
   * Notes that a server has refused a connection because it has no more.
   *
   * @param open - How many it has given.
   * @returns false where it was something else, or where there is none to wait for.
   */
  refused(server: string, open: number, error: unknown): boolean {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== tooManyConnections || open === 0) return false;
    if (error instanceof Error && "routine" in error && ofOneAlone.includes(error.routine))
      return false;
    this.#learned.set(server, { limit: open, until: Date.now() + rememberedMs });
    return true;
  }
}
