import type { DeployerErrorCode } from "../errors.js";

/** The steps of long operations, in the order in which they come. No operation has all of them. */
export const deployerSteps = [
  /** Contracts are compared with those of what is active. */
  "compare",
  /** What the database lacks is sent. */
  "upload",
  /** It waits for its turn in the environment. */
  "lock",
  /** The database looks at what is to be deployed: code, types, rights. */
  "check",
  /** Artifacts and versions are stored. */
  "store",
  /** Live functions that differ are replaced, one by one. */
  "materialize",
  /** Live functions that are gone are removed. */
  "prune",
  /** The deployment becomes the active one. */
  "activate",
] as const;

/** A step of a long operation. */
export type DeployerStep = (typeof deployerSteps)[number];

/** What a long operation tells while it runs. */
export type DeployerEvent =
  | {
      readonly type: "step-started";
      readonly step: DeployerStep;
      /** How many parts the step has; null where that is not known. */
      readonly total: number | null;
    }
  | {
      /** At most some ten times a second. */
      readonly type: "step-progress";
      readonly step: DeployerStep;
      /** How many parts are done. */
      readonly done: number;
      readonly total: number | null;
      /** Since the step has started, in milliseconds. */
      readonly elapsedMs: number;
    }
  | {
      readonly type: "step-finished";
      readonly step: DeployerStep;
      readonly done: number;
      readonly total: number | null;
      /** In milliseconds. */
      readonly durationMs: number;
    }
  | {
      /** An attempt has failed in a way that leaves nothing behind, or in doubt; there is another one. Steps begin anew. */
      readonly type: "retry";
      /** Which attempt comes: 2 for the first one that is a repetition. */
      readonly attempt: number;
      /** What the one before has failed with. */
      readonly reason: DeployerErrorCode;
      /** How long it waits before, in milliseconds. */
      readonly delayMs: number;
    };

/**
 * Takes the events of an operation, in order. What it throws does not reach the operation: it is an uncaught error of the
 * process, as with listeners of an `EventTarget`.
 */
export type DeployerEventListener = (event: DeployerEvent) => void;
