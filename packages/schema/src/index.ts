/**
 * Schemas for programs: read a folder or an archive, plan, apply.
 *
 * @module
 */
export type { ApplyOptions, LogDeployment, SchemaEvent } from "./apply/apply-options.js";
export { applySchema } from "./apply/apply-schema.js";
export type {
  SchemaResult,
  SeederResult,
  SeederValidation,
  Verification,
} from "./apply/schema-result.js";
export { acceptName, changedObject } from "./compare/accept-name.js";
export { blockedChanges, blockedMessage } from "./compare/blocked-changes.js";
export type { Acceptance } from "./compare/blocked-changes.js";
export { compareSchema } from "./compare/compare-schema.js";
export { classifyTypeChange } from "./compare/types/classify-type-change.js";
export type { TypeChange } from "./compare/types/classify-type-change.js";
export { typeMatrix } from "./compare/types/type-matrix.js";
export type { TypePair } from "./compare/types/type-matrix.js";
export { statementLocks } from "./hazards/statement-locks.js";
export { allStatements, lockModes } from "./compare/schema-change.js";
export type {
  ChangeType,
  Compatibility,
  Hazard,
  HazardKind,
  LockMode,
  SchemaChange,
  TakenLock,
} from "./compare/schema-change.js";
export type {
  DeclaredExtension,
  DeclaredFunction,
  DeclaredMigration,
  DeclaredNote,
  DeclaredSchema,
  DeclaredSeed,
  DeclaredStatement,
  DeclaredTable,
  DeclaredType,
  QualifiedName,
  SourcePlace,
  TypeKind,
} from "./declared/declared-schema.js";
export type { ForeignKey, ReferentialAction } from "./declared/foreign-keys.js";
export { parseSchema } from "./declared/parse-schema.js";
export { SchemaError } from "./errors.js";
export type { SchemaErrorCode, SchemaErrorFields, SchemaProblem } from "./errors.js";
export { analyzeDependencies } from "./order/analyze-dependencies.js";
export type { AnalyzedTable, DependencyReport } from "./order/analyze-dependencies.js";
export { formatNote, formatPlan } from "./plan/format-plan.js";
export { planSchema } from "./plan/plan-schema.js";
export type { PlanOptions } from "./plan/plan-schema.js";
export { schemaPhases } from "./plan/schema-plan.js";
export type { PlanStep, SchemaPhase, SchemaPlan } from "./plan/schema-plan.js";
export type { Session } from "./session.js";
export { defaultArchiveLimits } from "./source/archive-limits.js";
export type { ArchiveLimits } from "./source/archive-limits.js";
export { isModule } from "./source/place-file.js";
export { packSchema } from "./source/pack-schema.js";
export { readSchemaArchive } from "./source/read-schema-archive.js";
export { readSchemaFolder, schemaRoot } from "./source/read-schema-folder.js";
export { createSchemaSource, schemaFolders } from "./source/schema-source.js";
export type { SchemaFolder, SchemaSource, SourceFile } from "./source/schema-source.js";
export { readAppliedState } from "./tracking/applied-state.js";
export type { AppliedState } from "./tracking/applied-state.js";
export { verifySchema } from "./verify/verify-schema.js";
