import type { DeployerEventListener } from "../progress/deployer-event.js";

/** What every operation takes. */
export interface OperationOptions {
  /** Is told how far the operation is. Default: the deployer's own, if it has one. */
  readonly onEvent?: DeployerEventListener | undefined;
}
