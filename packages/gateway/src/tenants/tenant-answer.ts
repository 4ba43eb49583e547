import type { SchemaChange, Verification } from "@stopgap/schema";
import { type Static, type TObject, Type } from "typebox";

import type { TenantResult } from "./tenant-schemas.js";

const change = Type.Object({
  table: Type.String(),
  change_type: Type.String(),
  column: Type.Union([Type.String(), Type.Null()]),
  from_type: Type.Union([Type.String(), Type.Null()]),
  to_type: Type.Union([Type.String(), Type.Null()]),
  compatibility: Type.Enum(["safe", "dataloss", "incompatible"]),
  reason: Type.Union([Type.String(), Type.Null()]),
});

const deployment = Type.Object(
  {
    deployment_id: Type.Integer(),
    added: Type.Integer(),
    changed: Type.Integer(),
    removed: Type.Integer(),
    unchanged: Type.Integer(),
  },
  { description: "Of the TypeScript functions; missing where the schema has none" },
);

/** What a new database has got. */
export const createdFields = {
  extensions_installed: Type.Integer(),
  types_deployed: Type.Integer(),
  tables_created: Type.Integer(),
  functions_deployed: Type.Integer({ description: "In SQL and in TypeScript" }),
  seeders: Type.Array(
    Type.Object({ table: Type.String(), inserted: Type.Integer(), skipped: Type.Integer() }),
  ),
  deployment: Type.Optional(deployment),
  execution_time_ms: Type.Integer(),
};

const schemaValidation = Type.Union([
  Type.Object({
    safe_changes: Type.Array(change),
    dataloss_changes: Type.Array(change),
    incompatible_changes: Type.Array(change),
  }),
  Type.Null(),
]);

const verification = Type.Union([
  Type.Object({
    passed: Type.Boolean(),
    extensions_verified: Type.Integer(),
    types_verified: Type.Integer(),
    tables_verified: Type.Integer(),
    seeders_verified: Type.Integer(),
    error_log: Type.Union([Type.String(), Type.Null()]),
  }),
  Type.Null(),
]);

/** What a migration has done to one database. */
export const migratedFields = {
  migrations_applied: Type.Integer(),
  tables_created: Type.Integer(),
  functions_updated: Type.Integer({ description: "In SQL and in TypeScript" }),
  seeder_validations: Type.Array(
    Type.Object({ table: Type.String(), expected: Type.Integer(), found: Type.Integer() }),
  ),
  schema_validation: schemaValidation,
  verification,
  deployment: Type.Optional(deployment),
};

type DeploymentAnswer = Static<typeof deployment>;

/** One of {@link createdFields}, filled in. */
export type Created = Static<TObject<typeof createdFields>>;

/** One of {@link migratedFields}, filled in. */
export type Migrated = Static<TObject<typeof migratedFields>>;

/** Tells what a new database has got. */
export function createdAnswer(result: TenantResult, start: number): Created {
  return {
    extensions_installed: result.extensionsInstalled,
    types_deployed: result.typesDeployed,
    tables_created: result.tablesCreated,
    functions_deployed: result.functionsDeployed + updatedModules(result),
    seeders: result.seeders.map((seeder) => ({ ...seeder })),
    ...deploymentAnswer(result),
    execution_time_ms: Math.round(performance.now() - start),
  };
}

/**
 * Tells what a migration has done to one database.
 *
 * @param comparesTables - False where the schema declares no tables: then there was nothing to compare.
 */
export function migratedAnswer(result: TenantResult, comparesTables: boolean): Migrated {
  const { safeChanges, datalossChanges, incompatibleChanges } = result;
  return {
    migrations_applied: result.migrationsApplied.length,
    tables_created: result.tablesCreated,
    functions_updated: result.functionsDeployed + updatedModules(result),
    seeder_validations: result.seederValidations.map((validation) => ({ ...validation })),
    schema_validation: comparesTables
      ? {
          safe_changes: safeChanges.map(changeAnswer),
          dataloss_changes: datalossChanges.map(changeAnswer),
          incompatible_changes: incompatibleChanges.map(changeAnswer),
        }
      : null,
    verification: result.verification && verificationAnswer(result.verification),
    ...deploymentAnswer(result),
  };
}

/** Whether something is not as declared, which `force` has let pass. */
export function hasWarnings({ verification: found }: TenantResult): boolean {
  return found?.passed === false;
}

function changedModules({ modules }: Pick<TenantResult, "modules">): number {
  if (!modules) return 0;
  const { changed, recompiled, "changed (dependency)": byDependency } = modules.summary;
  return changed + recompiled + byDependency;
}

function updatedModules(result: Pick<TenantResult, "modules">): number {
  return changedModules(result) + (result.modules?.summary.added ?? 0);
}

function deploymentAnswer({ modules }: Pick<TenantResult, "modules">): {
  deployment?: DeploymentAnswer;
} {
  if (!modules) return {};
  const { deploymentId, summary } = modules;
  return {
    deployment: {
      deployment_id: deploymentId,
      added: summary.added,
      changed: changedModules({ modules }),
      removed: summary.removed,
      unchanged: summary.unchanged,
    },
  };
}

/** A change, as it is told to callers; what is in `public` is called without its schema. */
export function changeAnswer({
  type,
  table,
  column,
  fromType,
  toType,
  compatibility,
  reason,
}: SchemaChange): Static<typeof change> {
  return {
    table: table.schema === "public" ? table.name : `${table.schema}.${table.name}`,
    change_type: type,
    column,
    from_type: fromType,
    to_type: toType,
    compatibility,
    reason,
  };
}

function verificationAnswer(found: Verification): NonNullable<Migrated["verification"]> {
  return {
    passed: found.passed,
    extensions_verified: found.extensionsVerified,
    types_verified: found.typesVerified,
    tables_verified: found.tablesVerified,
    seeders_verified: found.seedersVerified,
    error_log: found.errorLog,
  };
}
