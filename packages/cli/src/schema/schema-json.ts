import {
  allStatements,
  type PlanStep,
  type SchemaChange,
  type Verification,
} from "@stopgap/schema";

import type { JsonDocument } from "../output/json.js";

/** A step of a plan for programs. */
export function stepJson({ phase, action, object, ...step }: PlanStep): JsonDocument {
  const { statements, locks, hazards } = step;
  return { phase, action, object, statements, locks, hazards };
}

/** A change for programs. */
export function changeJson(change: SchemaChange): JsonDocument {
  const { type, table, column, compatibility, reason, locks, hazards } = change;
  return {
    change_type: type,
    schema: table.schema,
    table: table.name,
    column,
    from_type: change.fromType,
    to_type: change.toType,
    ...{ compatibility, reason, statements: allStatements(change), locks, hazards },
  };
}

/** A verification for programs. */
export function verificationJson(verification: Verification): JsonDocument {
  return {
    passed: verification.passed,
    extensions_verified: verification.extensionsVerified,
    types_verified: verification.typesVerified,
    tables_verified: verification.tablesVerified,
    seeders_verified: verification.seedersVerified,
    error_log: verification.errorLog,
  };
}
