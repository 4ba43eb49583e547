import type { ProjectBundle } from "@stopgap/compiler/project";

import { activate, rollback } from "./activation.js";
import type { Activation, RollbackOptions } from "./activation.js";
import { deployBundle } from "./bundle/deploy-bundle.js";
import type { DeployBundleOptions, DeployBundleResult } from "./bundle/deploy-bundle.js";
import { diffBundle } from "./bundle/diff-bundle.js";
import type { BundleDiff } from "./bundle/diff-bundle.js";
import { callFunction } from "./call-function.js";
import type { CallOptions } from "./call-function.js";
import { deploy } from "./deploy.js";
import type { DeployOptions, DeployResult } from "./deploy.js";
import type { DescribedDeployment, ListedDeployment } from "./deployment.js";
import { diff } from "./diff.js";
import type { Diff } from "./diff.js";
import { collectGarbage } from "./garbage.js";
import type { GarbageOptions, GarbageResult } from "./garbage.js";
import { deployment, deployments, status } from "./history.js";
import type { EnvironmentStatus, PageOptions } from "./history.js";
import { keepingFailure } from "./keeping-failure.js";
import { addPackages, packages, removePackages } from "./packages.js";
import type { AddedPackages, AddPackagesOptions, AvailablePackage } from "./packages.js";
import { pin } from "./pin.js";
import type { PinResult, PinUntil } from "./pin.js";
import { apply, type ApplyOptions } from "./plan/apply.js";
import { plan, type Plan, type PlanOptions } from "./plan/plan.js";
import type { DeployerEvent, DeployerEventListener } from "./progress/deployer-event.js";
import { promote } from "./promote.js";
import { prune } from "./prune.js";
import type { PruneOptions, PruneResult } from "./prune.js";
import { type FailureToRecord, recordFailure } from "./record-failure.js";
import {
  rehearse,
  type Rehearsal,
  type RehearsedStep,
  type RehearseOptions,
} from "./rehearsal/rehearse.js";
import { repair } from "./repair.js";
import type { RepairResult } from "./repair.js";
import { type ConnectionOptions, openConnections } from "./session/open-connections.js";
import { operate } from "./session/operate.js";
import type { OperationOptions } from "./session/operation-options.js";
import type { Session } from "./session/session.js";
import { verify } from "./verify.js";
import type { Verification } from "./verify.js";

/** What a deployer works with. */
export type DeployerOptions = ConnectionOptions & {
  /** Is told how far operations are that have no listener of their own. */
  readonly onEvent?: DeployerEventListener | undefined;
  /** Stops operations that have no signal of their own. */
  readonly signal?: AbortSignal | undefined;
};

/** Deployments of one database. Every method throws a `DeployerError` when it fails. */
export interface Deployer {
  /**
   * Makes the functions of a schema live, as a new deployment.
   *
   * @throws {@link DeployError} `deploy_failed`, with what the database says. The failure is kept as a failed deployment;
   *   in a transaction of the caller, only when that is committed.
   */
  deploy(options: DeployOptions): Promise<DeployResult>;
  /**
   * Makes the functions of a project live, as a new deployment; none is made where nothing differs. Only artifacts that the
   * database does not have are sent, and all happens in one statement, at the end.
   *
   * @throws {@link BreakingChangeError} `breaking_change`, where callers of functions would break that are not accepted
   * @throws {@link DeployError} `deploy_failed`, as for a schema
   * @throws {@link DeployerError} `conflict` where another deployment has become active since contracts were compared
   * @example
   * const bundle = await openProject({ folder: "stopgap" }).bundle();
   * const { deploymentId, isUnchanged } = await deployer.deployBundle({ env: "prod", bundle });
   */
  deployBundle(options: DeployBundleOptions): Promise<DeployBundleResult>;
  /**
   * What a deploy would do, as data: JSON can hold it. Stores nothing.
   *
   * @example
   * const plan = await deployer.plan({ env: "prod", fromSchema: "app" });
   * if (plan.blocked.length === 0 && (await confirmed(plan))) await deployer.apply(plan);
   */
  plan(options: PlanOptions): Promise<Plan>;
  /**
   * Does what a plan says, exactly that.
   *
   * @param options - For a plan of a project, its bundle.
   * @throws {@link DeployerError} `conflict` where the active deployment, what is to be deployed or live functions have changed
   *   since; `blocked` where the plan has functions that cannot be deployed
   * @throws {@link BreakingChangeError} `breaking_change`, as {@link Deployer.deployBundle}
   */
  apply(plan: Plan, options?: ApplyOptions): Promise<DeployResult>;
  /**
   * Does all of it in a transaction that is rolled back, and tells what it did, how long each step took and what it locked.
   * While it runs others wait for its locks, as for the real thing; numbers of deployments are used up.
   *
   * @example
   * const { steps, locks } = await deployer.rehearse({ env: "prod", bundle });
   */
  rehearse(options: RehearseOptions): Promise<Rehearsal>;
  /** What a deploy of a project would change, and what that means to callers. Stores nothing. */
  diffBundle(env: string, bundle: ProjectBundle, options?: OperationOptions): Promise<BundleDiff>;
  /**
   * Deploys to an environment what is active in another one: the same artifacts, byte for byte.
   *
   * @param label - A word for people. Default: none.
   */
  promote(
    fromEnv: string,
    toEnv: string,
    label?: string | null,
    options?: OperationOptions,
  ): Promise<Activation>;
  /**
   * Makes an earlier deployment active again. Functions that only what it abandons has are removed.
   *
   * @param options - Default: one step back.
   */
  rollback(env: string, options?: RollbackOptions): Promise<Activation>;
  /** Makes a kept deployment active, earlier or later. */
  activate(env: string, deploymentId: number, options?: OperationOptions): Promise<Activation>;
  /** What is active in an environment; null for an unknown one. */
  status(env: string, options?: OperationOptions): Promise<EnvironmentStatus | null>;
  /** A deployment of any environment, with its functions; null for an unknown one. */
  deployment(deploymentId: number, options?: OperationOptions): Promise<DescribedDeployment | null>;
  /** The deployments of an environment without their functions, newest first. */
  deployments(env: string, page?: PageOptions): Promise<readonly ListedDeployment[]>;
  /** What a deploy of a schema would change. Stores nothing. */
  diff(env: string, fromSchema: string, options?: OperationOptions): Promise<Diff>;
  /** Removes live functions that the active deployment does not have and nothing uses. */
  prune(env: string, options?: PruneOptions): Promise<PruneResult>;
  /**
   * Compares every live function of the active deployment with what is stored of it. In a read-only transaction and on a
   * standby too.
   *
   * @throws {@link DeployerError} `refused` where no deployment is active
   * @example
   * const { is_ok, functions } = await deployer.verify("prod");
   */
  verify(env: string, options?: OperationOptions): Promise<Verification>;
  /**
   * Makes what is live what the active deployment says, with what other roles had been granted. What is as it should be is not
   * touched, and what has only drifted keeps its oid.
   *
   * @throws {@link DeployerError} `refused` where a function can only be made anew and something depends on it
   */
  repair(env: string, options?: OperationOptions): Promise<RepairResult>;
  /**
   * Removes deployments of all environments but the active, the last and the pinned ones, and code that nothing names any
   * more and is older than a day. Waits for deploys that run, and they for it; callers go on.
   */
  collectGarbage(options?: GarbageOptions): Promise<GarbageResult>;
  /** Keeps a deployment from garbage collection until a time to come, for good (`"infinity"`), or no longer (null). */
  pin(deploymentId: number, until: PinUntil, options?: OperationOptions): Promise<PinResult>;
  /**
   * Calls a deployed function.
   *
   * @param path - Such as `api.legacy.get_user`.
   * @param args - JSON text, as is the answer: so every digit of a number arrives.
   * @returns JSON text; null when the function returned nothing
   * @throws {@link DeployerError} `call_failed` with the SQLSTATE of the error that the function raised
   */
  callFunction(path: string, args: string, options?: CallOptions): Promise<string | null>;
  /**
   * Bundles npm packages that are installed in a folder, and lets functions import them. Adding one again takes what is
   * installed now; functions that were created before keep what they have.
   *
   * @param specifiers - Packages, or entries of theirs such as `drizzle-orm/pg-core`. What shares code is added as one, with
   *   entries of the same packages that were added before.
   * @throws {@link DeployerError} `unusable_package` when one is not installed or cannot run in the database
   */
  addPackages(specifiers: readonly string[], options: AddPackagesOptions): Promise<AddedPackages>;
  /** What functions can import, by name. */
  packages(options?: OperationOptions): Promise<readonly AvailablePackage[]>;
  /**
   * Takes imports away. Nothing is removed when a function uses one of them.
   *
   * @throws {@link DeployerError} `refused`, with the functions that use it
   */
  removePackages(specifiers: readonly string[], options?: OperationOptions): Promise<void>;
  /**
   * Keeps a failure as a failed deployment: for what fails before the database has anything to do with it, such as a build.
   *
   * @param label - A word for people. Default: none.
   * @returns the id of the failed deployment
   */
  recordFailure(
    env: string,
    failure: FailureToRecord,
    label?: string | null,
    options?: OperationOptions,
  ): Promise<number>;
  /** Closes the connections that the deployer has opened itself: those of a URL. */
  close(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Deploys, rolls back and looks into deployments of a database that Stopgap is installed in.
 *
 * @example
 * const client = new pg.Client(url);
 * await client.connect();
 * const deployer = createDeployer({ client });
 * const { deploymentId, summary } = await deployer.deploy({ env: "prod", fromSchema: "app" });
 * await deployer.rollback("prod");
 */
export function createDeployer(options: DeployerOptions): Deployer {
  const connections = openConnections(options);
  const run = <Result>(
    name: string,
    { onEvent = options.onEvent, signal = options.signal }: OperationOptions = {},
    work: (session: Session) => Promise<Result>,
    isRepeatable = true,
  ): Promise<Result> => operate(connections, { name, onEvent, signal, isRepeatable }, work);
  const close = (): Promise<void> => connections.close();
  return {
    deploy: (given) =>
      keepingFailure(connections, given, options, (operation) =>
        operate(connections, operation, (session) => deploy(session, given)),
      ),
    deployBundle: (given) =>
      keepingFailure(connections, given, options, (operation) =>
        operate(connections, operation, (session) => deployBundle(session, given)),
      ),
    plan: (given) => run("plan", given, (session) => plan(session, given)),
    apply: (planned, given = {}) =>
      keepingFailure(connections, { ...given, env: planned.env }, options, (operation) =>
        operate(connections, operation, (session) => apply(session, planned, given)),
      ),
    rehearse: (given) => {
      const steps: RehearsedStep[] = [];
      const { onEvent = options.onEvent } = given;
      const collect = (event: DeployerEvent): void => {
        if (event.type === "step-finished") {
          const { step, total, durationMs } = event;
          steps.push({ step, total, durationMs });
        }
        onEvent?.(event);
      };
      return run("rehearse", { ...given, onEvent: collect }, (session) =>
        rehearse(session, given, steps),
      );
    },
    diffBundle: (env, bundle, given) =>
      run("diff", given, (session) => diffBundle(session, env, bundle)),
    promote: (fromEnv, toEnv, label = null, given) =>
      run("promote", given, (session) => promote(session, fromEnv, toEnv, label)),
    rollback: (env, given) => run("rollback", given, (session) => rollback(session, env, given)),
    activate: (env, deploymentId, given) =>
      run("activate", given, (session) => activate(session, env, deploymentId)),
    status: (env, given) => run("status", given, (session) => status(session, env)),
    deployment: (deploymentId, given) =>
      run("deployment", given, (session) => deployment(session, deploymentId)),
    deployments: (env, page) =>
      run("deployments", page, (session) => deployments(session, env, page)),
    diff: (env, fromSchema, given) =>
      run("diff", given, (session) => diff(session, env, fromSchema)),
    prune: (env, given) => run("prune", given, (session) => prune(session, env, given)),
    verify: (env, given) => run("verify", given, (session) => verify(session, env)),
    repair: (env, given) => run("repair", given, (session) => repair(session, env)),
    collectGarbage: (given) =>
      run("collect_garbage", given, (session) => collectGarbage(session, given)),
    pin: (deploymentId, until, given) =>
      run("pin", given, (session) => pin(session, deploymentId, until)),
    recordFailure: (env, failure, label = null, given) =>
      run("record_failure", given, (session) => recordFailure(session, env, failure, label)),
    callFunction: (path, args, given) =>
      run("call", given, (session) => callFunction(session, path, args, given), false),
    addPackages: (specifiers, given) =>
      run("add_packages", given, (session) => addPackages(session, specifiers, given)),
    packages: (given) => run("packages", given, (session) => packages(session)),
    removePackages: (specifiers, given) =>
      run("remove_packages", given, (session) => removePackages(session, specifiers), false),
    close,
    [Symbol.asyncDispose]: close,
  };
}
