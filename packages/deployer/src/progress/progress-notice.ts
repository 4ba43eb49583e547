import { type DeployerEvent, type DeployerStep, deployerSteps } from "./deployer-event.js";

/** What PostgreSQL says beside its answers, as far as drivers agree on it. */
export interface Notice {
  readonly message?: string | undefined;
  readonly detail?: string | undefined;
}

/** Whether a message of the database is about progress: an event, and nothing for people. */
export function isProgressNotice({ message }: Notice): boolean {
  return message?.startsWith("stopgap progress: ") ?? false;
}

/** The event that a message of the database stands for; undefined for any other message. */
export function eventOfNotice(notice: Notice): DeployerEvent | undefined {
  if (!isProgressNotice(notice)) return undefined;
  const { step, state, done, total, elapsed_ms } = JSON.parse(notice.detail ?? "{}") as StepState;
  if (!isStep(step)) return undefined;
  switch (state) {
    case "started":
      return { type: "step-started", step, total };
    case "running":
      return { type: "step-progress", step, done, total, elapsedMs: elapsed_ms };
    case "finished":
      return { type: "step-finished", step, done, total, durationMs: elapsed_ms };
    default:
      return undefined;
  }
}

/** The detail of such a message. */
interface StepState {
  readonly step: string;
  readonly state: string;
  readonly done: number;
  readonly total: number | null;
  readonly elapsed_ms: number;
}

function isStep(name: string): name is DeployerStep {
  return deployerSteps.some((step) => step === name);
}
