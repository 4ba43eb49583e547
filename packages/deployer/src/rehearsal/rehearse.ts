import type { ProjectBundle } from "@stopgap/compiler/project";

import { activate, rollback, type RollbackTarget } from "../activation.js";
import { deployBundle } from "../bundle/deploy-bundle.js";
import { deploy } from "../deploy.js";
import type { ChangeSummary, Pruned } from "../deployment.js";
import { DeployerError, DeployError } from "../errors.js";
import { plan, type Plan } from "../plan/plan.js";
import type { DeployerStep } from "../progress/deployer-event.js";
import type { OperationOptions } from "../session/operation-options.js";
import type { Session } from "../session/session.js";
import { heldLocks, type HeldLock, liveFunctionNames, newLocks } from "./held-locks.js";

/** What to rehearse in an environment: a deploy of a schema or of a project, a rollback or an activation. */
export type RehearseOptions = OperationOptions & { readonly env: string } & (
    | { readonly fromSchema: string; readonly prune?: boolean | undefined }
    | {
        readonly bundle: ProjectBundle;
        readonly prune?: boolean | undefined;
        readonly force?: boolean | undefined;
        readonly acceptBreaking?: readonly string[] | "all" | undefined;
      }
    | { readonly rollback: RollbackTarget }
    | { readonly activate: number }
  );

/** A step that was rehearsed. */
export interface RehearsedStep {
  readonly step: DeployerStep;
  /** How many parts it had; null where that is not known. */
  readonly total: number | null;
  /** In milliseconds. */
  readonly durationMs: number;
}

/** What an operation would do, take and lock. */
export interface Rehearsal {
  readonly env: string;
  /** What was active before. */
  readonly previousDeploymentId: number | null;
  /** The deployment that a rollback or an activation leads to; null for a deploy, whose number is not known before. */
  readonly deploymentId: number | null;
  /** What a deploy changes; null for a rollback and an activation. */
  readonly plan: Plan | null;
  /** What a deploy did; null for a rollback and an activation. */
  readonly summary: ChangeSummary | null;
  /** What a deploy removed, and what it left; null for a rollback and an activation. */
  readonly pruned: (Pruned & { readonly enabled: boolean }) | null;
  readonly steps: readonly RehearsedStep[];
  /** What it would keep locked to its end, by the names of the objects. */
  readonly locks: readonly HeldLock[];
  /** In milliseconds, from taking the environment's lock to the end. */
  readonly durationMs: number;
}

/**
 * @param steps - What has ended so far: the caller collects it from the events of the session.
 */
export async function rehearse(
  session: Session,
  options: RehearseOptions,
  steps: readonly RehearsedStep[],
): Promise<Rehearsal> {
  const { env } = options;
  const planned = await planOf(session, options);
  return session.rolledBack(async () => {
    const names = await liveFunctionNames(session, env);
    const before = await heldLocks(session, names);
    const begun = steps.length;
    const start = performance.now();
    const outcome = await perform(session, options).catch((error: unknown) => {
      // The failed deployment that it names is rolled back.
      throw error instanceof DeployError ? withoutDeployment(error) : error;
    });
    const durationMs = performance.now() - start;
    const locks = newLocks(before, await heldLocks(session, names));
    return { env, plan: planned, ...outcome, steps: steps.slice(begun), locks, durationMs };
  });
}

type Outcome = Pick<Rehearsal, "deploymentId" | "previousDeploymentId" | "summary" | "pruned">;

async function perform(session: Session, options: RehearseOptions): Promise<Outcome> {
  const { env } = options;
  if ("rollback" in options) {
    return { ...(await rollback(session, env, options.rollback)), summary: null, pruned: null };
  }
  if ("activate" in options) {
    return { ...(await activate(session, env, options.activate)), summary: null, pruned: null };
  }
  const { previousDeploymentId, summary, pruned } =
    "bundle" in options ? await deployBundle(session, options) : await deploy(session, options);
  return { deploymentId: null, previousDeploymentId, summary, pruned };
}

function planOf(session: Session, options: RehearseOptions): Promise<Plan> | null {
  return "bundle" in options || "fromSchema" in options ? plan(session, options) : null;
}

function withoutDeployment(error: DeployError): DeployerError {
  const { code, message, sqlstate, detail, hint, step } = error;
  return new DeployerError(code, message, { sqlstate, detail, hint, step }, { cause: error });
}
