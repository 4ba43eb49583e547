import type { DeployBundleResult } from "@stopgap/deployer";
import {
  applySchema,
  type DeclaredSchema,
  planSchema,
  readAppliedState,
  type SchemaPlan,
  type SchemaResult,
} from "@stopgap/schema";

import type { Databases } from "../databases/databases.js";
import { schemaFailure } from "../errors/schema-failure.js";
import { deployModules, tenantEnvironment } from "../functions/deploy-modules.js";
import { installStopgap } from "../functions/install-stopgap.js";
import type { ModuleBundler } from "../functions/module-bundler.js";
import type { Metrics } from "../observe/metrics.js";
import type { Pools } from "../pools/pools.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import { createTenantExtensions } from "./tenant-extensions.js";
import type { DatabaseIdentity, Registry, TenantDatabase } from "../registry/registry.js";

/** What was done to a tenant's database. */
export type TenantResult = SchemaResult<DeployBundleResult>;

/** How a schema is applied to a tenant's database. */
export interface TenantOptions {
  /** What the schema is called: `tenant@3`; null where it has come with the request. */
  readonly version: string | null;
  readonly force: boolean;
  readonly accept: readonly string[];
  /** Stops it; nothing of it has happened then. */
  readonly signal?: AbortSignal | undefined;
}

/** Schemas with their functions, in tenants' databases. */
export interface TenantSchemas {
  /**
   * Makes a database with a schema. Where any of it fails, no database is left.
   *
   * @throws GatewayError
   */
  create(
    platform: string,
    identity: DatabaseIdentity,
    declared: DeclaredSchema,
    options: TenantOptions,
  ): Promise<{ readonly database: TenantDatabase; readonly result: TenantResult }>;
  /**
   * Makes a database as a schema declares it, all or nothing.
   *
   * @throws GatewayError
   */
  migrate(
    database: TenantDatabase,
    declared: DeclaredSchema,
    options: TenantOptions,
  ): Promise<TenantResult>;
  /**
   * The same, but a database that has this schema already is only asked for that, in one query.
   *
   * @returns null where it has
   */
  update(
    database: TenantDatabase,
    declared: DeclaredSchema,
    options: TenantOptions,
  ): Promise<TenantResult | null>;
  /** What {@link TenantSchemas.update} would do; null where that is nothing. Changes nothing. */
  plan(
    database: TenantDatabase,
    declared: DeclaredSchema,
    options: TenantOptions,
  ): Promise<SchemaPlan | null>;
}

/** What schemas are applied with. */
export interface TenantSchemasParts {
  readonly registry: Registry;
  readonly pools: Pools;
  readonly databases: Databases;
  readonly metrics: Pick<Metrics, "migration">;
  readonly bundler: ModuleBundler;
  /** Names a server's database with Stopgap. */
  readonly template: (server: string) => Promise<string>;
  readonly allowedExtensions: GatewaySettings["allowedExtensions"];
}

/** Applies schemas to tenants' databases. */
export function createTenantSchemas(parts: TenantSchemasParts): TenantSchemas {
  const { registry, pools, databases, metrics, bundler, template, allowedExtensions } = parts;
  const extensions = createTenantExtensions(pools, allowedExtensions);

  const apply = async (
    database: TenantDatabase,
    declared: DeclaredSchema,
    { version, force, accept, signal }: TenantOptions,
    mode?: "create",
  ): Promise<TenantResult> => {
    const hasModules = declared.modules.length > 0;
    // Before there is a connection: it may take seconds.
    if (hasModules) {
      await bundler.bundle(declared.modules);
      await installStopgap(pools, database, signal);
    }
    const installed = await extensions.install(database, declared, signal);
    const result = await pools.withConnection(database, { purpose: "deploy", signal }, (client) =>
      applySchema<DeployBundleResult>(client, declared, {
        mode,
        force,
        accept,
        version,
        signal,
        deployModules: async (_session, modules, log) => {
          const deployed = await deployModules(client, await bundler.bundle(modules), {
            label: version ?? declared.checksum.slice(0, 12),
            accept,
            force,
            signal,
          });
          const { isUnchanged, deploymentId, summary } = deployed;
          if (!isUnchanged) log(`${tenantEnvironment}@${deploymentId}`, { ...summary });
          return deployed;
        },
      }),
    );
    return { ...result, extensionsInstalled: result.extensionsInstalled + installed };
  };

  const measured = async <Result>(
    { platform, name }: Pick<TenantDatabase, "platform" | "name">,
    work: () => Promise<Result>,
    isUnchanged: (result: Result) => boolean,
  ): Promise<Result> => {
    const start = performance.now();
    const seconds = (): number => (performance.now() - start) / 1000;
    try {
      const result = await work();
      metrics.migration(platform, isUnchanged(result) ? "unchanged" : "ok", seconds());
      return result;
    } catch (error) {
      metrics.migration(platform, "error", seconds());
      throw schemaFailure(error, name);
    }
  };

  const migrate = async (
    database: TenantDatabase,
    declared: DeclaredSchema,
    options: TenantOptions,
  ): Promise<TenantResult> => {
    const result = await apply(database, declared, options);
    if (!result.unchanged || database.state === "empty") await databases.grantRights(database);
    if (database.state === "empty") await registry.confirmDatabase(database.name, "ready");
    return result;
  };

  const isCurrent = (
    database: TenantDatabase,
    declared: DeclaredSchema,
    { signal }: TenantOptions,
  ): Promise<boolean> =>
    pools.withConnection(
      database,
      { purpose: "deploy", signal },
      async (client) => (await readAppliedState(client))?.checksum === declared.checksum,
    );

  return {
    create: async (platform, identity, declared, options) => {
      const hasModules = declared.modules.length > 0;
      if (hasModules) await bundler.bundle(declared.modules);
      try {
        const { database, filled } = await databases.create(
          platform,
          identity,
          (made) =>
            measured(
              made,
              () => apply(made, declared, options, "create"),
              () => false,
            ),
          hasModules ? { template } : {},
        );
        return { database, result: filled };
      } catch (error) {
        throw schemaFailure(error);
      }
    },
    migrate: (database, declared, options) =>
      measured(
        database,
        () => migrate(database, declared, options),
        ({ unchanged }) => unchanged,
      ),
    update: (database, declared, options) =>
      measured(
        database,
        async () =>
          (await isCurrent(database, declared, options))
            ? null
            : migrate(database, declared, options),
        (result) => result === null || result.unchanged,
      ),
    plan: async (database, declared, { force, accept, signal }) => {
      try {
        return await pools.withConnection(
          database,
          { purpose: "deploy", signal },
          async (client) => {
            const state = await readAppliedState(client);
            if (state?.checksum === declared.checksum) return null;
            return planSchema(client, declared, { force, accept, signal });
          },
        );
      } catch (error) {
        throw schemaFailure(error, database.name);
      }
    },
  };
}
