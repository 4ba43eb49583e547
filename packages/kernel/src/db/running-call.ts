import type { DbMode } from "@stopgap/runtime";

/** What holds for all that runs now, whatever `ctx` it has kept from an earlier call. */
export interface RunningCall {
  mode: DbMode;
}
