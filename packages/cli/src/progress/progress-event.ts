import type { DeployerEvent } from "@stopgap/deployer";

/** What is told of long work: what the deployer tells, and the command's own step. */
export type ProgressEvent =
  | DeployerEvent
  | { readonly type: "step-started"; readonly step: "build"; readonly total: null }
  | {
      readonly type: "step-finished";
      readonly step: "build";
      readonly done: number;
      readonly total: null;
      readonly durationMs: number;
    };

/** Takes events in order. */
export type ProgressListener = (event: ProgressEvent) => void;
