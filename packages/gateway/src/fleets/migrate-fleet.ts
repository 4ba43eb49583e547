import { type DeclaredSchema, formatNote, type SchemaPlan } from "@stopgap/schema";
import type { FastifyBaseLogger } from "fastify";

import type { TenantDatabase } from "../registry/registry.js";
import { changeAnswer, migratedAnswer } from "../tenants/tenant-answer.js";
import type { TenantOptions, TenantSchemas } from "../tenants/tenant-schemas.js";
import { databaseResult, type DatabaseResult } from "./database-results.js";
import { type FleetOptions, runFleet } from "./run-fleet.js";

/** A schema that databases of a fleet are to have. */
export interface FleetSchema {
  readonly declared: DeclaredSchema;
  /** What it is called; null where it has come with the request. */
  readonly version: string | null;
}

/** A fleet and what it is to become. */
export interface FleetMigration extends Pick<
  FleetOptions<TenantDatabase, unknown>,
  "parallelism" | "canaries" | "maxFailures"
> {
  readonly databases: readonly TenantDatabase[];
  readonly schemaOf: (database: TenantDatabase) => FleetSchema;
  /** Only tells what would be done. */
  readonly isDryRun: boolean;
  readonly options: Omit<TenantOptions, "version">;
  readonly log: FastifyBaseLogger;
}

/**
 * Migrates a fleet. Databases that have their schema already cost a query each, so a run that was cut off is done again from where it
 * ended; each database is migrated whole or not at all.
 */
export async function migrateFleet(
  tenants: TenantSchemas,
  fleet: FleetMigration,
): Promise<readonly DatabaseResult[]> {
  const { databases, parallelism, canaries, maxFailures, options, log } = fleet;
  let done = 0;
  const outcomes = await runFleet(databases, (database) => resultFor(tenants, fleet, database), {
    parallelism,
    canaries,
    maxFailures,
    signal: options.signal,
    onOutcome: (outcome) => {
      done += 1;
      const database = outcome.member.name;
      const progress = { database, done, total: databases.length };
      if (outcome.status === "failed") {
        log.error({ ...progress, err: outcome.error }, "a database of the fleet has failed");
      } else if (outcome.status === "done") {
        log.info({ ...progress, status: outcome.result.status }, "a database of the fleet is done");
      }
    },
  });
  return outcomes.map((outcome) => databaseResult(outcome, (result) => result));
}

async function resultFor(
  tenants: TenantSchemas,
  { schemaOf, isDryRun, options }: FleetMigration,
  database: TenantDatabase,
): Promise<Omit<DatabaseResult, "database">> {
  const { declared, version } = schemaOf(database);
  const given = { ...options, version };
  if (isDryRun) {
    const plan = await tenants.plan(database, declared, given);
    return plan && !isEmpty(plan)
      ? { status: "planned", plan: planAnswer(plan) }
      : { status: "unchanged" };
  }
  const result = await tenants.update(database, declared, given);
  if (result === null) return { status: "unchanged" };
  return {
    status: result.unchanged ? "unchanged" : "migrated",
    ...migratedAnswer(result, declared.tables.length > 0),
  };
}

function isEmpty({ steps, blocked }: SchemaPlan): boolean {
  return steps.length === 0 && blocked.length === 0;
}

function planAnswer({ steps, blocked, notes }: SchemaPlan): NonNullable<DatabaseResult["plan"]> {
  return {
    steps: steps.map(({ phase, action, object, statements, locks, hazards }) => ({
      ...{ phase, action, object, statements, locks, hazards },
    })),
    blocked: blocked.map((change) => ({
      ...changeAnswer(change),
      accept: change.hazards.flatMap(({ accept }) => accept ?? []),
    })),
    notes: notes.map(formatNote),
  };
}
