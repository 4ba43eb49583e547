import type { SchemaChange } from "../compare/schema-change.js";
import { SchemaError } from "../errors.js";
import { checkSeeds, type CheckedSeeds } from "../seeds/check-seeds.js";
import { verifyDatabase } from "../verify/verify-database.js";
import type { SeederValidation, Verification } from "./schema-result.js";
import type { SchemaRun } from "./schema-run.js";

/** What the verification of a run came to. */
export interface VerifiedRun {
  readonly verification: Verification;
  readonly seederValidations: readonly SeederValidation[];
}

/**
 * Looks whether the database is as declared now.
 *
 * @param remaining - What still differs between tables and types and the catalog.
 * @throws {@link SchemaError} `verification_failed`, unless it is forced to go on
 */
export async function verifyRun(
  run: SchemaRun,
  remaining: readonly SchemaChange[],
): Promise<VerifiedRun> {
  const { declared, mode, options } = run;
  // Seeds of a new database were inserted right now, or their tables were left alone.
  const seeds = mode === "create" ? [] : await validateSeeds(run);
  const verification = await run.phase("verification", 1, () =>
    verifyDatabase(run, declared, remaining, seeds),
  );
  const { passed, errorLog } = verification;
  if (!passed) {
    if (!options.force) {
      throw new SchemaError("verification_failed", "The database is not as declared", {
        detail: errorLog ?? undefined,
      });
    }
    run.log("verification_failed", "schema", { error_log: errorLog }, true);
  }
  const seederValidations = seeds.map(({ table, expected, found }) => ({ table, expected, found }));
  return { verification, seederValidations };
}

async function validateSeeds(run: SchemaRun): Promise<readonly CheckedSeeds[]> {
  const { seeds } = run.declared;
  const checked = await run.phase("seeds", seeds.length, () => checkSeeds(run, seeds));
  // A run that has nothing to do writes nothing.
  if (run.steps.length > 0) {
    for (const { table, expected, found } of checked) {
      run.log("seeder_validated", table, { expected, found });
    }
  }
  return checked;
}
