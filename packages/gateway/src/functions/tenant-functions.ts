import {
  createDeployer,
  DeployerError,
  type Activation,
  type DeployBundleResult,
  type EnvironmentStatus,
  type RollbackTarget,
} from "@stopgap/deployer";
import { type AppliedState, readAppliedState, type SourceFile } from "@stopgap/schema";

import type { Databases } from "../databases/databases.js";
import { GatewayError } from "../errors/gateway-error.js";
import { schemaFailure } from "../errors/schema-failure.js";
import type { Metrics } from "../observe/metrics.js";
import type { Pools } from "../pools/pools.js";
import type { TenantDatabase } from "../registry/registry.js";
import { deployModules, type DeployModulesOptions, tenantEnvironment } from "./deploy-modules.js";
import { installStopgap } from "./install-stopgap.js";
import type { ModuleBundler } from "./module-bundler.js";

/** What a tenant's database has. */
export interface TenantStatus {
  /** Null where no schema was ever applied. */
  readonly schema: AppliedState | null;
  /** Null where no function was ever deployed. */
  readonly functions: EnvironmentStatus | null;
}

/** TypeScript functions in tenants' databases. */
export interface TenantFunctions {
  /**
   * Makes the functions of modules live, and nothing else of their schema.
   *
   * @throws GatewayError
   */
  deploy(
    database: TenantDatabase,
    modules: readonly SourceFile[],
    options: DeployModulesOptions,
  ): Promise<DeployBundleResult>;
  /**
   * Makes an earlier deployment active again.
   *
   * @throws GatewayError `conflict` where there is none
   */
  rollback(
    database: TenantDatabase,
    target: RollbackTarget,
    signal?: AbortSignal,
  ): Promise<Activation>;
  /** @throws GatewayError */
  status(database: TenantDatabase, signal?: AbortSignal): Promise<TenantStatus>;
}

/** What functions are deployed with. */
export interface TenantFunctionsParts {
  readonly pools: Pools;
  readonly databases: Databases;
  readonly metrics: Pick<Metrics, "migration">;
  readonly bundler: ModuleBundler;
}

/** Deploys functions to tenants' databases. */
export function createTenantFunctions(parts: TenantFunctionsParts): TenantFunctions {
  const { pools, databases, metrics, bundler } = parts;
  return {
    deploy: async (database, modules, options) => {
      const start = performance.now();
      const seconds = (): number => (performance.now() - start) / 1000;
      try {
        const bundle = await bundler.bundle(modules);
        const { signal } = options;
        await installStopgap(pools, database, signal);
        const result = await pools.withConnection(
          database,
          { purpose: "deploy", signal },
          (client) => deployModules(client, bundle, options),
        );
        if (!result.isUnchanged) await databases.grantRights(database);
        metrics.migration(database.platform, result.isUnchanged ? "unchanged" : "ok", seconds());
        return result;
      } catch (error) {
        metrics.migration(database.platform, "error", seconds());
        throw schemaFailure(error, database.name);
      }
    },
    rollback: async (database, target, signal) => {
      try {
        return await pools.withConnection(database, { purpose: "deploy", signal }, (client) =>
          createDeployer({ client, signal }).rollback(tenantEnvironment, target),
        );
      } catch (error) {
        throw rollbackFailure(error, database.name);
      }
    },
    status: async (database, signal) => {
      try {
        return await pools.withConnection(
          database,
          { purpose: "deploy", signal },
          async (client) => ({
            schema: await readAppliedState(client),
            functions: await createDeployer({ client, signal })
              .status(tenantEnvironment)
              .catch(nothingInstalled),
          }),
        );
      } catch (error) {
        throw schemaFailure(error, database.name);
      }
    },
  };
}

function nothingInstalled(error: unknown): null {
  if (error instanceof DeployerError && error.code === "not_installed") return null;
  throw error;
}

/** What the database refuses is nobody's failure: there is nothing to go back to. */
function rollbackFailure(error: unknown, database: string): unknown {
  if (!(error instanceof DeployerError)) return schemaFailure(error, database);
  const { code, message: reason, sqlstate, detail, hint } = error;
  if (code === "not_installed") {
    const message = `Database '${database}' has no TypeScript functions`;
    return new GatewayError("conflict", message, { database }, { cause: error });
  }
  if (code !== "refused") return schemaFailure(error, database);
  const fields = { database, reason, sqlstate, detail, hint };
  return new GatewayError("conflict", "There is nothing to roll back to", fields, { cause: error });
}
