import type { SqlClient } from "@stopgap/sql";

import type { Notice } from "../progress/progress-notice.js";

/** A client that tells what PostgreSQL says beside its answers, as those of `pg` do. Others have no progress to tell. */
export interface SessionClient extends SqlClient {
  on?(event: "notice", listener: (notice: Notice) => void): unknown;
  removeListener?(event: "notice", listener: (notice: Notice) => void): unknown;
  /** `I` outside of a transaction, as PostgreSQL's protocol has it. Without it, one is taken for granted. */
  getTransactionStatus?(): string | null;
}

/** A client that goes back to where it comes from. */
export interface PooledClient extends SessionClient {
  /** @param destroy - Whether it must not be used again. */
  release(destroy?: boolean): void;
  on?(event: "notice", listener: (notice: Notice) => void): unknown;
  on?(event: "error", listener: (error: Error) => void): unknown;
  removeListener?(event: "notice", listener: (notice: Notice) => void): unknown;
  removeListener?(event: "error", listener: (error: Error) => void): unknown;
}

/** Where clients come from: a pool of `pg`, or anything else that opens connections. */
export interface ClientPool {
  connect(): Promise<PooledClient>;
}
