import type { DeployerEventListener } from "../progress/deployer-event.js";

/** What every operation takes. */
export interface OperationOptions {
  /** Is told how far the operation is. Default: the deployer's own, if it has one. */
  readonly onEvent?: DeployerEventListener | undefined;
  /**
   * Stops the operation, which then throws `aborted` and has changed nothing. With a pool or a URL the statement that runs is
   * cancelled on the server, over another connection. With a client that is noticed before the next statement: one that has
   * begun goes on, and if it was the last one, the operation succeeds.
   */
  readonly signal?: AbortSignal | undefined;
}
