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
import { diff } from "./diff.js";
import type { Diff } from "./diff.js";
import type { DescribedDeployment, ListedDeployment } from "./deployment.js";
import { deployment, deployments, status } from "./history.js";
import type { EnvironmentStatus, PageOptions } from "./history.js";
import { addPackages, packages, removePackages } from "./packages.js";
import type { AddedPackages, AddPackagesOptions, AvailablePackage } from "./packages.js";
import { promote } from "./promote.js";
import { collectGarbage } from "./garbage.js";
import type { GarbageOptions, GarbageResult } from "./garbage.js";
import { pin } from "./pin.js";
import type { PinResult, PinUntil } from "./pin.js";
import { prune } from "./prune.js";
import type { PruneOptions, PruneResult } from "./prune.js";
import { repair } from "./repair.js";
import type { RepairResult } from "./repair.js";
import { verify } from "./verify.js";
import type { Verification } from "./verify.js";
import type { OperationOptions } from "./session/operation-options.js";
import type { SqlClient } from "@stopgap/sql";
import type { SessionClient } from "./session/session-client.js";
import { Session } from "./session/session.js";

/** What a deployer works with. */
export interface DeployerOptions extends OperationOptions {
  /**
   * A connected client of `pg`, or a pool. It stays the caller's: it is not closed, and in a transaction of the caller
   * everything happens in that. What an operation changes it changes in one statement, all or nothing.
   */
  readonly client: SessionClient | SqlClient;
}

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
  /** What a deploy of a project would change, and what that means to callers. Stores nothing. */
  diffBundle(env: string, bundle: ProjectBundle): Promise<BundleDiff>;
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
  status(env: string): Promise<EnvironmentStatus | null>;
  /** A deployment of any environment, with its functions; null for an unknown one. */
  deployment(deploymentId: number): Promise<DescribedDeployment | null>;
  /** The deployments of an environment without their functions, newest first. */
  deployments(env: string, page?: PageOptions): Promise<readonly ListedDeployment[]>;
  /** What a deploy of a schema would change. Stores nothing. */
  diff(env: string, fromSchema: string): Promise<Diff>;
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
  verify(env: string): Promise<Verification>;
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
  packages(): Promise<readonly AvailablePackage[]>;
  /**
   * Takes imports away. Nothing is removed when a function uses one of them.
   *
   * @throws {@link DeployerError} `refused`, with the functions that use it
   */
  removePackages(specifiers: readonly string[]): Promise<void>;
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
export function createDeployer({ client, onEvent }: DeployerOptions): Deployer {
  const session = (options: OperationOptions = {}): Session =>
    new Session(client, options.onEvent ?? onEvent);
  return {
    deploy: (options) => deploy(session(options), options),
    deployBundle: (options) => deployBundle(session(options), options),
    diffBundle: (env, bundle) => diffBundle(client, env, bundle),
    promote: (fromEnv, toEnv, label = null, options) =>
      promote(session(options), fromEnv, toEnv, label),
    rollback: (env, options) => rollback(session(options), env, options),
    activate: (env, deploymentId, options) => activate(session(options), env, deploymentId),
    status: (env) => status(client, env),
    deployment: (deploymentId) => deployment(client, deploymentId),
    deployments: (env, page) => deployments(client, env, page),
    diff: (env, fromSchema) => diff(client, env, fromSchema),
    prune: (env, options) => prune(session(options), env, options),
    verify: (env) => verify(client, env),
    repair: (env, options) => repair(session(options), env),
    collectGarbage: (options) => collectGarbage(session(options), options),
    pin: (deploymentId, until, options) => pin(session(options), deploymentId, until),
    callFunction: (path, args, options) => callFunction(client, path, args, options),
    addPackages: (specifiers, options) => addPackages(client, specifiers, options),
    packages: () => packages(client),
    removePackages: (specifiers) => removePackages(client, specifiers),
  };
}
