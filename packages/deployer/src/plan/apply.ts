import type { ProjectBundle } from "@stopgap/compiler/project";

import { BreakingChangeError } from "../bundle/breaking-change-error.js";
import type { GitState } from "../bundle/bundle-json.js";
import { deployBundle } from "../bundle/deploy-bundle.js";
import { deploy, type DeployResult } from "../deploy.js";
import { DeployerError } from "../errors.js";
import type { OperationOptions } from "../session/operation-options.js";
import type { Session } from "../session/session.js";
import type { Plan } from "./plan.js";

/** How to carry out a plan. */
export interface ApplyOptions extends OperationOptions {
  /** The project that was planned with. */
  readonly bundle?: ProjectBundle | undefined;
  /** A word for people. Default: none. */
  readonly label?: string | null | undefined;
  /** The commit that it is made from. Default: not known. */
  readonly git?: GitState | null | undefined;
  /** The folder that it is made from, for people. Default `stopgap`. */
  readonly sourceRoot?: string | null | undefined;
  /** Paths of functions whose callers may break, or `"all"`. Default: none may. Counts for projects. */
  readonly acceptBreaking?: readonly string[] | "all" | undefined;
}

export async function apply(
  session: Session,
  plan: Plan,
  { bundle, label, git, sourceRoot, acceptBreaking = [] }: ApplyOptions,
): Promise<DeployResult> {
  const { env, source_schema: fromSchema, fingerprint } = plan;
  const prune = plan.prune.enabled;
  refuseBlocked(plan);
  if (fromSchema !== null) return deploy(session, { env, fromSchema, label, prune }, fingerprint);
  if (!bundle) {
    throw new DeployerError("refused", `the plan for env ${env} is of a project: give its bundle`);
  }
  refuseBreaking(plan, acceptBreaking);
  const request = { env, bundle, label, git, sourceRoot, prune, acceptBreaking: "all" } as const;
  return deployBundle(session, request, fingerprint);
}

function refuseBlocked({ env, blocked }: Plan): void {
  const [first] = blocked;
  if (!first) return;
  const { message, code: sqlstate, detail, hint, step } = first;
  const more = blocked.length > 1 ? ` (and ${String(blocked.length - 1)} more)` : "";
  throw new DeployerError("blocked", `the plan for env ${env} is blocked: ${message}${more}`, {
    sqlstate,
    detail: detail ?? undefined,
    hint: hint ?? undefined,
    step,
  });
}

function refuseBreaking({ functions }: Plan, accepted: readonly string[] | "all"): void {
  if (accepted === "all") return;
  const refused = functions.filter(
    ({ compatibility, function_path: path }) =>
      compatibility === "breaking" && !accepted.includes(path),
  );
  if (refused.length > 0) throw new BreakingChangeError(refused);
}
