import type { ProjectBundle } from "@stopgap/compiler/project";
import { createDeployer, type DeployBundleResult, type SessionClient } from "@stopgap/deployer";

/** The environment that tenants have. */
export const tenantEnvironment = "prod";

/** How modules are deployed to a tenant. */
export interface DeployModulesOptions {
  /** A word for people. */
  readonly label: string;
  /** Hazards that may happen; `break-function:api.orders.list` is one of a function whose callers may break. */
  readonly accept: readonly string[];
  /** All of them may. */
  readonly force: boolean;
  readonly signal?: AbortSignal | undefined;
}

const prefix = "break-function:";

/**
 * Makes the functions of a bundle live in a database, in the transaction that the client is in; functions that the bundle does not have
 * are removed. Nothing happens where they are live already.
 *
 * @throws BreakingChangeError where callers would break and that is not accepted; DeployerError
 */
export function deployModules(
  client: SessionClient,
  bundle: ProjectBundle,
  { label, accept, force, signal }: DeployModulesOptions,
): Promise<DeployBundleResult> {
  return createDeployer({ client, signal }).deployBundle({
    env: tenantEnvironment,
    bundle,
    label,
    sourceRoot: "functions",
    prune: true,
    acceptBreaking: force
      ? "all"
      : accept.filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length)),
  });
}
