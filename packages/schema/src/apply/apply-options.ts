import type { SourceFile } from "../source/schema-source.js";
import type { SchemaPhase } from "../plan/schema-plan.js";
import type { Session } from "../session.js";

/** What an apply tells while it is under way. */
export type SchemaEvent =
  | { readonly type: "phase-started"; readonly phase: SchemaPhase; readonly total: number }
  | {
      readonly type: "phase-progress";
      readonly phase: SchemaPhase;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: "phase-finished"; readonly phase: SchemaPhase; readonly durationMs: number };

/** Keeps in the changelog what was deployed, such as `prod@7`, with details. A deployment that changes nothing has no row. */
export type LogDeployment = (object: string, detail: Readonly<Record<string, unknown>>) => void;

/** How a schema is applied. */
export interface ApplyOptions<Deployed = unknown> {
  /** `create` wants a database in which nothing of a schema was applied yet. Default: what the database is found to be. */
  readonly mode?: "create" | "migrate" | undefined;
  /** Hazards that may happen, such as `drop-column:orders.note`. */
  readonly accept?: readonly string[] | undefined;
  /** All hazards may happen, and a verification that fails is a warning. Default: false. */
  readonly force?: boolean | undefined;
  /** Deploys the TypeScript modules of `functions/`, on the same session and in the same transaction. */
  readonly deployModules?:
    | ((session: Session, modules: readonly SourceFile[], log: LogDeployment) => Promise<Deployed>)
    | undefined;
  /** How long a statement waits for a lock, in milliseconds. Default: 5000. */
  readonly lockTimeoutMs?: number | undefined;
  /** How long it waits for another run on the same database to end, in milliseconds. Default: 60000. */
  readonly queueTimeoutMs?: number | undefined;
  /** What the caller calls this version of the schema; `readAppliedState` tells it again. Default: null. */
  readonly version?: string | null | undefined;
  readonly onEvent?: ((event: SchemaEvent) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
