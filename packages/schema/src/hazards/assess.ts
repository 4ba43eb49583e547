import { sqlText } from "../sql/sql-text.js";
import { acceptName, changedObject } from "../compare/accept-name.js";
import type { Difference } from "../compare/difference.js";
import { allStatements } from "../compare/schema-change.js";
import type { ChangeType, Hazard, SchemaChange, TakenLock } from "../compare/schema-change.js";
import type { DeclaredFunction } from "../declared/declared-schema.js";
import type { Session } from "../session.js";
import { doesMention, functionMentions } from "./function-mentions.js";
import type { FunctionMentions } from "./function-mentions.js";
import { rehearse } from "./rehearse.js";
import { statementLocks, strongestLocks } from "./statement-locks.js";

/** What an assessment needs besides the differences. */
export interface Surroundings {
  /** Where a copy of a table can be made, to be rolled back. */
  readonly scratchSchema: string;
  readonly functions: readonly DeclaredFunction[];
}

/** Says of differences what they lock, and what may hurt. */
export async function assess(
  session: Session,
  differences: readonly Difference[],
  { scratchSchema, functions }: Surroundings,
): Promise<readonly SchemaChange[]> {
  const mentions = differences.some(takesAway) ? await functionMentions(session, functions) : [];
  const goesFirst = new Set(differences.flatMap(({ madeAnew }) => madeAnew ?? []));
  const changes: SchemaChange[] = [];
  for (const difference of differences) {
    const rehearsed = difference.mayRewrite
      ? await rehearse(session, scratchSchema, difference)
      : undefined;
    const statements = rehearsed
      ? statementsOf(difference, rehearsed.subcommands)
      : difference.statements;
    const { before = [], after = [] } = difference;
    changes.push({
      type: difference.type,
      table: difference.table,
      column: difference.column,
      fromType: difference.fromType,
      toType: difference.toType,
      compatibility: difference.compatibility,
      reason: difference.reason,
      statements,
      before,
      after,
      locks: await locksOf(difference, allStatements({ before, statements, after })),
      hazards: [
        ...classHazards(difference),
        ...rowHazards(difference, rehearsed?.rewrites === true),
        ...usedByFunctions(difference, mentions),
        ...(await usedByObjects(session, difference, goesFirst)),
      ],
    });
  }
  return changes;
}

function statementsOf(
  { current, statements, subcommands }: Difference,
  taken: readonly string[] | undefined,
): readonly string[] {
  if (taken === subcommands) return statements;
  return taken ? [`alter table ${current?.identifier ?? ""} ${taken.join(", ")}`] : [];
}

async function locksOf(
  { type, table, alsoLocked = [] }: Difference,
  statements: readonly string[],
): Promise<readonly TakenLock[]> {
  const locks: TakenLock[] = [];
  for (const statement of statements) locks.push(...(await statementLocks(statement)));
  // Nobody else can see a table that is new.
  const isNew = (relation: string) =>
    type === "CreateTable" && relation === `${table.schema}.${table.name}`;
  return strongestLocks([...locks, ...alsoLocked].filter(({ relation }) => !isNew(relation)));
}

function classHazards(difference: Difference): readonly Hazard[] {
  const { type, compatibility, reason, access } = difference;
  if (compatibility === "safe") return access === undefined ? [] : [hazard("access", access)];
  const kind = accessChanges.has(type)
    ? "access"
    : compatibility === "dataloss"
      ? "data-loss"
      : "incompatible";
  return [{ kind, message: reason ?? "", accept: acceptName(difference) }];
}

const accessChanges: ReadonlySet<ChangeType> = new Set<ChangeType>([
  ...(["DropPolicy", "ModifyPolicy", "DisableRowSecurity", "UnforceRowSecurity"] as const),
]);

/** What all rows of a table have to wait for. Nothing, where it has none. */
function rowHazards(difference: Difference, rewrites: boolean): readonly Hazard[] {
  const { current, scansRows, buildsIndex, refreshes } = difference;
  if (refreshes === true) {
    return [
      hazard(
        "refresh",
        `All of ${changedObject(difference)} is computed, and nobody can read it until then`,
      ),
    ];
  }
  if (!current?.hasPages) return [];
  const table = changedObject({ table: current, column: null });
  return [
    ...(rewrites
      ? [
          hazard(
            "table-rewrite",
            `All rows of ${table} are written anew, and nobody can read or write it until then`,
          ),
        ]
      : []),
    ...(scansRows === true && !rewrites
      ? [hazard("long-lock", `All rows of ${table} are checked, and whoever writes to it waits`)]
      : []),
    ...(buildsIndex === true
      ? [
          hazard(
            "index-without-concurrently",
            `Whoever writes to ${table} waits until the index is built; a migration with "-- stopgap: no-transaction" can build it concurrently`,
          ),
        ]
      : []),
  ];
}

function hazard(kind: Hazard["kind"], message: string): Hazard {
  return { kind, message, accept: null };
}

/** Whether a difference takes something away that somebody may use. */
function takesAway({ type, compatibility, lostColumns = [] }: Difference): boolean {
  return (
    type === "DropTable" ||
    type === "DropView" ||
    (type === "ModifyView" && lostColumns.length > 0) ||
    type === "DropColumn" ||
    (type === "ModifyColumnType" && compatibility !== "safe")
  );
}

function usedByFunctions(
  difference: Difference,
  mentions: readonly FunctionMentions[],
): readonly Hazard[] {
  if (!takesAway(difference)) return [];
  const { type, table } = difference;
  const columns = type === "ModifyView" ? (difference.lostColumns ?? []) : [difference.column];
  return columns.flatMap((column) =>
    mentions
      .filter((each) => doesMention(each, table, column))
      .map(({ label }) => ({
        kind: "used-by-function",
        message: `${label} mentions ${changedObject({ table, column })}`,
        accept: acceptName(difference),
      })),
  );
}

interface Dependent {
  readonly oid: number;
  readonly description: string;
}

/** @param goesFirst - What is dropped before anything is changed, and made anew. */
async function usedByObjects(
  session: Session,
  difference: Difference,
  goesFirst: ReadonlySet<number>,
): Promise<readonly Hazard[]> {
  const { current, type, altered, droppedView } = difference;
  const oid =
    droppedView ?? (altered !== undefined || type === "DropTable" ? current?.oid : undefined);
  if (oid === undefined) return [];
  const { rows } = await session.query(sqlText("hazards/dependents.sql"), [oid, altered ?? null]);
  const dependents = JSON.parse(String(rows[0]?.["answer"])) as readonly Dependent[];
  return dependents
    .filter((dependent) => !goesFirst.has(dependent.oid))
    .map(({ description }) => ({
      kind: "used-by-object",
      message: `${description} depends on it, so PostgreSQL refuses the change; a migration has to drop or change that first`,
      accept: acceptName(difference),
    }));
}
