import type { BundledArtifact, ProjectBundle } from "@stopgap/compiler/project";
import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import type { DeployResult } from "../deploy.js";
import { type AttemptFailure, failureOf } from "../failed-attempt.js";
import type { OperationOptions } from "../session/operation-options.js";
import type { Session } from "../session/session.js";
import { BreakingChangeError } from "./breaking-change-error.js";
import { artifactJson, bundleJson, type GitState } from "./bundle-json.js";
import { compareBundle } from "./diff-bundle.js";
import { missingArtifacts } from "./missing-artifacts.js";

/** What to deploy of a project, and where. */
export interface DeployBundleOptions extends OperationOptions {
  /** The environment. It is created when it does not exist. */
  readonly env: string;
  /** The project, as `Project.bundle` of `@stopgap/compiler/project` makes it. */
  readonly bundle: ProjectBundle;
  /** A word for people. Default: none. */
  readonly label?: string | null | undefined;
  /** The commit that it is made from. Default: not known. */
  readonly git?: GitState | null | undefined;
  /** The folder that it is made from, for people. Default `stopgap`. */
  readonly sourceRoot?: string | null | undefined;
  /**
   * Make a new deployment though nothing differs from what is active. Stored artifacts whose bytes are no longer what their
   * hash says are sent again. Default false.
   */
  readonly force?: boolean | undefined;
  /**
   * Whether to remove live functions that the project no longer has and nothing uses. Default: what the setting
   * `stopgap.prune` says.
   */
  readonly prune?: boolean | undefined;
  /** The deployment that must be active, or null for none. Default: whichever is active when this begins. */
  readonly expectedActiveDeploymentId?: number | null | undefined;
  /** Paths of functions whose callers may break, or `"all"`. Default: none may. */
  readonly acceptBreaking?: readonly string[] | "all" | undefined;
}

/** A deploy of a project that succeeded. */
export interface DeployBundleResult extends DeployResult {
  /** Nothing differed, and there is no new deployment: `deploymentId` is the active one. */
  readonly isUnchanged: boolean;
  /** How many artifacts the database did not have. */
  readonly sentArtifacts: number;
  /** How many it had. */
  readonly knownArtifacts: number;
}

/** The answer of `stopgap.deploy_bundle`. */
type Answer =
  | {
      readonly ok: true;
      readonly deployment_id: number;
      readonly previous_deployment_id: number | null;
      readonly is_unchanged: boolean;
      readonly summary: DeployResult["summary"];
      readonly prune: DeployBundleResult["pruned"];
    }
  | AttemptFailure;

/** What is active: what another deploy may change meanwhile. */
interface Active {
  readonly id: number;
  readonly contract_hash: string | null;
}

/** What the database says where an artifact is neither sent nor stored. */
const undefinedObject = "42704";

/**
 * Sends what the database lacks, and deploys in one statement.
 *
 * @param expectedPlan - The fingerprint of the plan that it is to carry out.
 */
export async function deployBundle(
  session: Session,
  options: DeployBundleOptions,
  expectedPlan?: string,
): Promise<DeployBundleResult> {
  const { env, bundle, label = null, git = null, sourceRoot = "stopgap" } = options;
  const { missing, checked } = await session.step("compare", async () => ({
    missing: await missingArtifacts(session, bundle, options.force),
    checked: await checkContracts(session, options),
  }));
  const { expectedActiveDeploymentId: expected = checked } = options;
  const send = (
    artifacts: readonly BundledArtifact[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<Answer> =>
    session.change(
      "stopgap.deploy_bundle($1, $2::jsonb, $3, $4::jsonb)",
      [
        env,
        bundleJson(bundle, artifacts.map(artifactJson), git, sourceRoot),
        label,
        JSON.stringify({
          force: options.force ?? false,
          keep_failure: true,
          prune: options.prune,
          expected_active_deployment_id: expected,
        }),
      ],
      { "stopgap.expected_plan": expectedPlan, ...settings },
      artifacts.length,
    );
  let sent = missing;
  let answer = await send(sent);
  if (!answer.ok && answer.error.code === undefinedObject) {
    const missingNow = await missingArtifacts(session, bundle, options.force);
    // Garbage collection has removed something since it was there.
    if (missingNow.length > missing.length) {
      session.emit({ type: "retry", attempt: 2, reason: "deploy_failed", delayMs: 0 });
      sent = missingNow;
      // The first one is kept as a failure under its name.
      answer = await send(sent, { "stopgap.request_id": session.secondRequestId });
    }
  }
  if (!answer.ok) throw failureOf(answer);
  return {
    deploymentId: answer.deployment_id,
    previousDeploymentId: answer.previous_deployment_id,
    isUnchanged: answer.is_unchanged,
    summary: answer.summary,
    pruned: answer.prune,
    sentArtifacts: sent.length,
    knownArtifacts: bundle.artifacts.length - sent.length,
  };
}

/**
 * Stops at a change that breaks callers.
 *
 * @returns the deployment that was compared with, null where there was none; undefined where nothing was compared
 */
async function checkContracts(
  client: SqlClient,
  { env, bundle, acceptBreaking = [] }: DeployBundleOptions,
): Promise<number | null | undefined> {
  if (acceptBreaking === "all") return undefined;
  const active = await ask<Active | null>(
    client,
    `select (
       select json_build_object('id', d.id, 'contract_hash', d.contract_hash)
       from stopgap.environment e
       join stopgap.deployment d on d.id = e.active_deployment_id
       where e.env = $1
     )::text as answer`,
    [env],
  );
  if (!active) return null;
  // The hash is that of all contracts that callers see.
  if (active.contract_hash === bundle.contractHash) return active.id;
  const { functions, active_deployment_id: id } = await compareBundle(client, env, bundle, []);
  const refused = functions.filter(
    ({ compatibility, function_path: path }) =>
      compatibility === "breaking" && !acceptBreaking.includes(path),
  );
  if (refused.length > 0) throw new BreakingChangeError(refused);
  return id;
}
