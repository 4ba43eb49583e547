import type { SchemaChange } from "../compare/schema-change.js";
import type { DeclaredType } from "../declared/declared-schema.js";
import { deployFunctions } from "../functions/deploy-functions.js";
import { SchemaError } from "../errors.js";
import { insertSeeds } from "../seeds/insert-seeds.js";
import { readStateRow, writeStateRow } from "../tracking/applied-state.js";
import { trackObjects } from "../tracking/track-objects.js";
import { writeChangelog } from "../tracking/write-changelog.js";
import type { ApplyOptions } from "./apply-options.js";
import { buildDatabase } from "./build-database.js";
import { modulesChecksum } from "./modules-checksum.js";
import type { SchemaResult } from "./schema-result.js";
import type { SchemaRun } from "./schema-run.js";
import { verifyRun } from "./verify-run.js";

/** Does all phases of a run, in the transaction that it has begun. */
export async function perform<Deployed>(
  run: SchemaRun,
  options: ApplyOptions<Deployed>,
): Promise<Omit<SchemaResult<Deployed>, "durationMs">> {
  const built = await buildDatabase(run);
  const functions = await deployFunctions(run, built.finish);
  const remaining = await built.findRemaining();
  const modules = await deployModules(run, options);
  const seeders = run.mode === "create" ? await insertSeeds(run) : [];
  const { verification, seederValidations } = await verifyRun(run, remaining);
  const unchanged = await keepState(run, remaining, options.version ?? null);
  const { changes } = built;
  const ofClass = (name: SchemaChange["compatibility"]): readonly SchemaChange[] =>
    changes.filter(({ compatibility }) => compatibility === name);
  return {
    mode: run.mode,
    extensionsInstalled: built.extensionsInstalled,
    typesDeployed: built.typesCreated.length + changedTypes(changes).size,
    tablesCreated: built.tablesCreated,
    migrationsApplied: built.migrationsApplied,
    functionsDeployed: functions.deployed,
    functionsDropped: functions.dropped,
    seeders,
    seederValidations,
    safeChanges: ofClass("safe"),
    datalossChanges: ofClass("dataloss"),
    incompatibleChanges: ofClass("incompatible"),
    notes: run.mode === "create" ? [] : run.declared.notes,
    verification: run.mode === "create" ? null : verification,
    modules,
    unchanged,
  };
}

async function deployModules<Deployed>(
  run: SchemaRun,
  { deployModules: deploy }: ApplyOptions<Deployed>,
): Promise<Deployed | null> {
  const { modules } = run.declared;
  // Where there were some, those of no module are what is to be live.
  if (modules.length === 0 && ((await readStateRow(run))?.modulesChecksum ?? null) === null) {
    return null;
  }
  if (deploy === undefined) {
    throw new SchemaError(
      "refused",
      "functions/ has modules in TypeScript, and nothing that deploys them was given",
      { file: `functions/${modules[0]?.path ?? ""}` },
    );
  }
  return deploy(run.session, modules, (object, detail) => {
    run.log("modules_deployed", object, detail);
  });
}

/** @returns whether everything was as it is declared, and nothing had to be written */
async function keepState(
  run: SchemaRun,
  remaining: readonly SchemaChange[],
  version: string | null,
): Promise<boolean> {
  const { declared } = run;
  const different = changedTypes(remaining);
  const isTracked = (type: DeclaredType): boolean =>
    !different.has(JSON.stringify([type.name.schema, type.name.name]));
  const types = declared.types.filter(isTracked);
  const hasTracked = await trackObjects(run, declared, types, declared.tables);
  const before = await readStateRow(run);
  const isSame = before?.checksum === declared.checksum && before.version === version;
  const unchanged = isSame && !hasTracked && run.steps.length === 0;
  if (!unchanged) {
    const { checksum, modules } = declared;
    await writeStateRow(run, { checksum, modulesChecksum: modulesChecksum(modules), version });
  }
  await writeChangelog(run, run.takeEntries());
  return unchanged;
}

/** The types that changes are about, as keys. */
function changedTypes(changes: readonly SchemaChange[]): ReadonlySet<string> {
  return new Set(
    changes
      .filter(({ type }) => type === "AddEnumValue" || type === "ModifyType")
      .map(({ table }) => JSON.stringify([table.schema, table.name])),
  );
}
