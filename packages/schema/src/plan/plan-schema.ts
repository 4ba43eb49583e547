import type { ApplyOptions } from "../apply/apply-options.js";
import { describe } from "../apply/apply-schema.js";
import { buildDatabase } from "../apply/build-database.js";
import { modulesChecksum } from "../apply/modules-checksum.js";
import { openRun } from "../apply/open-run.js";
import type { SchemaRun } from "../apply/schema-run.js";
import type { DeclaredSchema } from "../declared/declared-schema.js";
import { deployFunctions } from "../functions/deploy-functions.js";
import { insertSeeds } from "../seeds/insert-seeds.js";
import type { Session } from "../session.js";
import { readStateRow } from "../tracking/applied-state.js";
import type { SchemaPlan } from "./schema-plan.js";

/** What a plan is made for: the options that the apply will have. */
export type PlanOptions = Omit<ApplyOptions, "deployModules" | "version">;

/**
 * What {@link applySchema} would do to a database now. It does so in a transaction that is rolled back, and waits for its turn
 * like an apply. What would take long (rewriting or checking a table, building an index) and what is blocked is left out; then
 * functions are not tried either. Pending migrations run, because nothing else can tell what remains after them, and hold their
 * locks as long as the plan is made.
 *
 * @throws {@link SchemaError} as {@link applySchema}, but not `blocked` and `verification_failed`
 * @example
 * const plan = await planSchema(client, declared);
 * process.stdout.write(formatPlan(plan));
 */
export async function planSchema(
  session: Session,
  declared: DeclaredSchema,
  options: PlanOptions = {},
): Promise<SchemaPlan> {
  const { signal } = options;
  try {
    const modes = { isPlan: true, commitsEnumValues: false };
    const run = await openRun(session, declared, options, modes);
    try {
      return await makePlan(run);
    } finally {
      await run.transaction.rollback();
    }
  } catch (error) {
    throw describe(error, signal);
  }
}

async function makePlan(run: SchemaRun): Promise<SchemaPlan> {
  const { declared, mode } = run;
  const { rows } = await run.query("select current_database() as name");
  const before = await readStateRow(run);
  const { changes, blocked, finish } = await buildDatabase(run);
  await deployFunctions(run, finish);
  if (mode === "create") await insertSeeds(run);
  recordModules(run, before?.modulesChecksum ?? null);
  return {
    database: String(rows[0]?.["name"]),
    mode,
    checksum: declared.checksum,
    steps: run.steps,
    changes,
    blocked,
    notes: mode === "create" ? [] : declared.notes,
  };
}

/** Which of the modules differ only who deploys them knows. */
function recordModules(run: SchemaRun, before: string | null): void {
  const { modules } = run.declared;
  if (modulesChecksum(modules) === before) return;
  const object = modules.map(({ path }) => path).join(", ") || "no modules";
  run.record({ phase: "functions", action: "deploy", object, statements: [] });
}
