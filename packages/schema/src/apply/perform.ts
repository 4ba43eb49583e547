import { deployFunctions } from "../functions/deploy-functions.js";
import { SchemaError } from "../errors.js";
import { insertSeeds } from "../seeds/insert-seeds.js";
import { readStateRow, writeStateRow } from "../tracking/applied-state.js";
import { trackObjects } from "../tracking/track-objects.js";
import { writeChangelog } from "../tracking/write-changelog.js";
import { verifyDatabase } from "../verify/verify-database.js";
import type { ApplyOptions } from "./apply-options.js";
import { createSchemas } from "./create-schemas.js";
import { createTables } from "./create-tables.js";
import { createTypes } from "./create-types.js";
import { installExtensions } from "./install-extensions.js";
import { modulesChecksum } from "./modules-checksum.js";
import { baselineMigrations, runMigrations } from "./run-migrations.js";
import type { SchemaResult } from "./schema-result.js";
import type { SchemaRun } from "./schema-run.js";

/** Does all phases of a run, in the transaction that it has begun. */
export async function perform<Deployed>(
  run: SchemaRun,
  options: ApplyOptions<Deployed>,
): Promise<Omit<SchemaResult<Deployed>, "durationMs">> {
  const { declared } = run;
  const before = await readStateRow(run);
  const extensionsInstalled = await installExtensions(run);
  await createSchemas(run);
  const types = await createTypes(run);
  const isFromTables = run.mode === "create" && declared.tables.length > 0;
  const tablesCreated = isFromTables ? await createTables(run) : 0;
  const migrationsApplied = isFromTables ? [] : (await runMigrations(run)).applied;
  if (isFromTables) await baselineMigrations(run);
  const functions = await deployFunctions(run);
  const modules = await deployModules(run, options);
  const seeders = run.mode === "create" ? await insertSeeds(run) : [];
  // Seeds of a new database were inserted right now, or their tables were left alone.
  const verified = run.mode === "create" ? { ...declared, seeds: [] } : declared;
  const { verification, seeds } = await run.phase("verification", 1, () =>
    verifyDatabase(run, verified, []),
  );
  if (!verification.passed) {
    if (!run.options.force) throw verificationError(verification.errorLog);
    run.log("verification_failed", "schema", { error_log: verification.errorLog }, true);
  }
  const tracked = await trackObjects(run, declared, declared.types, declared.tables);
  const checksum = modulesChecksum(declared.modules);
  const isSame =
    before?.checksum === declared.checksum && before.version === (options.version ?? null);
  if (!isSame || run.steps.length > 0) {
    await writeStateRow(run, {
      ...{
        checksum: declared.checksum,
        modulesChecksum: checksum,
        version: options.version ?? null,
      },
    });
  }
  await writeChangelog(run, run.takeEntries());
  return {
    mode: run.mode,
    extensionsInstalled,
    typesDeployed: types.length,
    tablesCreated,
    migrationsApplied,
    functionsDeployed: functions.deployed,
    functionsDropped: functions.dropped,
    seeders,
    seederValidations: run.mode === "create" ? [] : seeds,
    safeChanges: [],
    datalossChanges: [],
    incompatibleChanges: [],
    verification: run.mode === "create" ? null : verification,
    modules,
    unchanged: isSame && !tracked && run.steps.length === 0,
  };
}

async function deployModules<Deployed>(
  run: SchemaRun,
  { deployModules: deploy }: ApplyOptions<Deployed>,
): Promise<Deployed | null> {
  const { modules } = run.declared;
  if (modules.length === 0) return null;
  if (deploy === undefined) {
    throw new SchemaError(
      "refused",
      "functions/ has modules in TypeScript, and nothing that deploys them was given",
      { file: `functions/${modules[0]?.path ?? ""}` },
    );
  }
  return deploy(run.session, modules);
}

function verificationError(errorLog: string | null): SchemaError {
  return new SchemaError("verification_failed", "The database is not as declared", {
    detail: errorLog ?? undefined,
  });
}
