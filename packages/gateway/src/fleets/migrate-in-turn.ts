import type { DeclaredSchema } from "@stopgap/schema";
import { type Static, type TObject, Type } from "typebox";

import { asGatewayError } from "../errors/as-gateway-error.js";
import { GatewayError } from "../errors/gateway-error.js";
import type { TenantDatabase } from "../registry/registry.js";
import { hasWarnings, migratedAnswer, migratedFields } from "../tenants/tenant-answer.js";
import type { TenantOptions, TenantResult, TenantSchemas } from "../tenants/tenant-schemas.js";
import { databaseResult, databaseResultSchema } from "./database-results.js";
import { runFleet } from "./run-fleet.js";

const { deployment: _, ...summedFields } = migratedFields;

/** What a migration of one database, or of several one after the other, answers. */
export const migrationFields = {
  status: Type.Enum(["completed", "completed_with_warnings"]),
  databases_updated: Type.Array(Type.String()),
  ...summedFields,
  results: Type.Array(databaseResultSchema),
  execution_time_ms: Type.Integer(),
};

/** One of {@link migrationFields}, filled in. */
export type Migration = Static<TObject<typeof migrationFields>>;

/**
 * Migrates databases one after the other, to the first that fails: those before it stay migrated, each of them whole.
 *
 * @returns counts of all of them together; what was compared and verified is that of the first, and `results` has that of each
 * @throws GatewayError as for the one that has failed, with the results of all
 */
export async function migrateInTurn(
  tenants: TenantSchemas,
  databases: readonly TenantDatabase[],
  declared: DeclaredSchema,
  options: TenantOptions,
): Promise<Migration> {
  const start = performance.now();
  const outcomes = await runFleet(
    databases,
    (database) => tenants.migrate(database, declared, options),
    { parallelism: 1, canaries: 0, maxFailures: 1, signal: options.signal },
  );
  const answerOf = (result: TenantResult): ReturnType<typeof migratedAnswer> =>
    migratedAnswer(result, declared.tables.length > 0);
  const results = outcomes.map((outcome) =>
    databaseResult(outcome, (result) => ({
      status: result.unchanged ? "unchanged" : "migrated",
      ...answerOf(result),
    })),
  );
  for (const outcome of outcomes) {
    if (outcome.status === "failed") throw withResults(outcome.error, databases, results);
  }
  const done = outcomes.flatMap((outcome) => (outcome.status === "done" ? [outcome.result] : []));
  const answers = done.map(answerOf);
  const sum = (count: (answer: ReturnType<typeof answerOf>) => number): number =>
    answers.reduce((total, answer) => total + count(answer), 0);
  return {
    status: done.some(hasWarnings) ? "completed_with_warnings" : "completed",
    databases_updated: outcomes.flatMap(({ status, member }) =>
      status === "done" ? [member.name] : [],
    ),
    migrations_applied: sum((answer) => answer.migrations_applied),
    tables_created: sum((answer) => answer.tables_created),
    functions_updated: sum((answer) => answer.functions_updated),
    seeder_validations: answers.flatMap((answer) => answer.seeder_validations),
    schema_validation: answers[0]?.schema_validation ?? null,
    verification: answers[0]?.verification ?? null,
    results,
    execution_time_ms: Math.round(performance.now() - start),
  };
}

function withResults(
  error: unknown,
  databases: readonly TenantDatabase[],
  results: readonly { readonly database: string }[],
): GatewayError {
  const failure = asGatewayError(error);
  if (databases.length === 1) return failure;
  const { code, message, fields } = failure;
  return new GatewayError(code, message, { ...fields, results }, { cause: error });
}
