import type { CallRequest } from "../call/call-request.js";

/** The way of a call to its function and back. */
export interface Transport {
  /** Whether each call is a transaction of its own, so that one that failed can be sent again. */
  readonly canRepeat: boolean;
  /**
   * @returns what the function returned; null for nothing
   * @throws {@link CallError}
   */
  call(request: CallRequest): Promise<unknown>;
}
