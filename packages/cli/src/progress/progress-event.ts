import type { DeployerEvent } from "@stopgap/deployer";
import type { SchemaPhase } from "@stopgap/schema";

/** What is told of long work: what the deployer tells, the phases of a schema, and the command's own step. */
export type ProgressEvent =
  | DeployerEvent
  | { readonly type: "step-started"; readonly step: SchemaPhase; readonly total: number }
  | {
      readonly type: "step-progress";
      readonly step: SchemaPhase;
      readonly done: number;
      readonly total: number;
    }
  | {
      readonly type: "step-finished";
      readonly step: SchemaPhase;
      readonly done: number;
      readonly total: number;
      readonly durationMs: number;
    }
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
