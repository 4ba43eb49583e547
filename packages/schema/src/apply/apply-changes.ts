import { acceptName, changedObject } from "../compare/accept-name.js";
import { blockedChanges, blockedMessage } from "../compare/blocked-changes.js";
import { compareSchema } from "../compare/compare-schema.js";
import { allStatements, type HazardKind, type SchemaChange } from "../compare/schema-change.js";
import { SchemaError } from "../errors.js";
import { statementError } from "../postgres-error.js";
import { spell } from "../sql/quote.js";
import type { ChangelogType } from "../tracking/changelog-entry.js";
import { commitSoFar } from "./commit-so-far.js";
import type { SchemaRun } from "./schema-run.js";

/** What differed between `tables/` and `types/` and the catalog. */
export interface ChangesResult {
  readonly changes: readonly SchemaChange[];
  /** Those that nobody has accepted; none but in a plan. */
  readonly blocked: readonly SchemaChange[];
  /** Makes what waits for the functions. */
  readonly finish: () => Promise<void>;
  /** Tells what still differs. */
  readonly findRemaining: () => Promise<readonly SchemaChange[]>;
}

/**
 * Makes the tables, types and views of an existing database as they are declared.
 *
 * @param plannedIndexes - Indexes that a plan has not built, because migrations build them outside of a transaction.
 * @throws {@link SchemaError} `blocked` with every change that nobody has accepted, before any is made
 */
export async function applyChanges(
  run: SchemaRun,
  plannedIndexes: readonly string[],
): Promise<ChangesResult> {
  const { force, accept, isPlan } = run.options;
  const found = await compareSchema(run, run.declared);
  const changes = found.filter(
    ({ type, column }) => type !== "CreateIndex" || !plannedIndexes.includes(column ?? ""),
  );
  const blocked = blockedChanges(changes, { force, accept: [...accept] });
  if (blocked.length > 0 && !isPlan) throw blockedError(blocked);
  const made = changes.filter((change) => !blocked.includes(change));
  if (blocked.length > 0) run.withhold();
  await run.phase("changes", made.length, async (advance) => {
    for (const change of [...made].reverse()) {
      if (run.isComplete) await executeAll(run, change, change.before);
    }
    for (const change of made) {
      await makeChange(run, change);
      advance();
    }
  });
  const isMade = made.some((change) => allStatements(change).length > 0);
  return {
    changes,
    blocked,
    finish: async () => {
      for (const change of made) await executeAll(run, change, change.after);
    },
    findRemaining: async () =>
      isMade && !isPlan ? await compareSchema(run, run.declared) : changes,
  };
}

function blockedError(blocked: readonly SchemaChange[]): SchemaError {
  const [first] = blocked;
  return new SchemaError("blocked", blockedMessage(blocked), {
    object: first === undefined ? undefined : changedObject(first),
    hint: "Accept what may happen, or write a migration that does it.",
  });
}

/** What a plan does not do to see what comes of it, because it would take as long as the real thing. */
const expensive: ReadonlySet<HazardKind> = new Set<HazardKind>([
  ...(["table-rewrite", "long-lock", "refresh", "index-without-concurrently"] as const),
]);

async function makeChange(run: SchemaRun, change: SchemaChange): Promise<void> {
  const { type, locks, hazards } = change;
  const statements = allStatements(change);
  if (statements.length === 0) return;
  const object = changedObject(change);
  if (run.options.isPlan && hazards.some(({ kind }) => expensive.has(kind))) {
    run.withhold();
  }
  // What a plan has left out may be what the next change needs.
  if (run.isComplete) await executeAll(run, change, change.statements);
  const action = type.startsWith("Create") ? "create" : type.startsWith("Drop") ? "drop" : "alter";
  run.record({ phase: "changes", action, object, statements, locks, hazards });
  log(run, change);
  if (type === "AddEnumValue" && run.options.commitsEnumValues) {
    await commitSoFar(run, () => Promise.resolve());
  }
}

async function executeAll(
  run: SchemaRun,
  change: SchemaChange,
  statements: readonly string[],
): Promise<void> {
  for (const statement of statements) await execute(run, change, statement);
}

async function execute(run: SchemaRun, change: SchemaChange, statement: string): Promise<void> {
  const { type } = change;
  const object = changedObject(change);
  const code = isOfType(change) ? "type_failed" : "table_failed";
  await run.query(statement).catch((error: unknown) => {
    throw statementError(error, code, `${type} ${object}`, { object: spell(change.table) });
  });
}

function isOfType({ type }: SchemaChange): boolean {
  return type === "CreateType" || type === "AddEnumValue" || type === "ModifyType";
}

function log(run: SchemaRun, change: SchemaChange): void {
  const { type, table, column, fromType, toType, compatibility, reason } = change;
  const statements = allStatements(change);
  const { accept, force } = run.options;
  const accepted = change.hazards.flatMap((hazard) =>
    hazard.accept !== null && accept.has(hazard.accept) ? [hazard.accept] : [],
  );
  const isForced = force && blockedChanges([change], { accept: accepted }).length > 0;
  run.log(
    changelogType(change),
    spell(table),
    {
      ...{ change: type, column, from: fromType, to: toType, compatibility, reason, statements },
      accepted: accepted.length > 0 ? acceptName(change) : null,
    },
    isForced,
  );
}

function changelogType(change: SchemaChange): ChangelogType {
  if (change.type === "CreateType") return "type_created";
  if (isOfType(change)) return "type_changed";
  if (change.type === "CreateTable") return "table_created";
  if (change.type === "ModifyComment") return "comment_changed";
  if (change.type === "CreateView") return "view_created";
  if (change.type === "ModifyView") return "view_changed";
  if (change.type === "DropView") return "view_dropped";
  return change.type === "DropTable" ? "table_dropped" : "table_changed";
}
