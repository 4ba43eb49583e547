import type { ChangeType } from "./schema-change.js";
import type { Difference } from "./difference.js";

/** Foreign keys need the keys that they refer to, and go before them. */
const stages: readonly ((difference: Difference) => boolean)[] = [
  ({ type }) => typeChanges.has(type),
  ({ type }) => type === "CreateSequence",
  (difference) => difference.type === "DropConstraint" && isForeignKey(difference.fromType),
  ({ type }) => type === "DropIndex" || type === "DropConstraint",
  ({ type }) => type === "DropTable",
  ({ type }) => type === "CreateTable",
  ({ type }) => tableChanges.has(type),
  ({ type }) => type === "DropColumn",
  ({ type }) => type === "AddColumn",
  ({ type }) => columnChanges.has(type),
  ({ type, toType }) => !viewChanges.has(type) && !isForeignKey(toType),
  ({ type }) => !viewChanges.has(type),
  () => true,
];

const tableChanges: ReadonlySet<ChangeType> = new Set<ChangeType>([
  ...(["ModifyTable", "EnableRowSecurity", "DisableRowSecurity"] as const),
  ...(["ForceRowSecurity", "UnforceRowSecurity"] as const),
]);

/** What stands on tables, and comes last. */
const viewChanges: ReadonlySet<ChangeType> = new Set<ChangeType>([
  ...(["CreateView", "DropView", "ModifyView"] as const),
  ...(["CreateTrigger", "DropTrigger", "ModifyTrigger"] as const),
  ...(["CreatePolicy", "DropPolicy", "ModifyPolicy", "ModifyComment"] as const),
]);

const typeChanges: ReadonlySet<ChangeType> = new Set<ChangeType>([
  "CreateType",
  "AddEnumValue",
  "ModifyType",
]);
const columnChanges: ReadonlySet<ChangeType> = new Set<ChangeType>([
  "ModifyColumnType",
  "ModifyColumnDefault",
  "ModifyColumnNullable",
]);

/** The order in which differences can be undone. Those of a stage keep theirs. */
export function inOrder(differences: readonly Difference[]): readonly Difference[] {
  const stage = (difference: Difference) => stages.findIndex((belongs) => belongs(difference));
  return differences
    .map((difference) => ({ difference, stage: stage(difference) }))
    .sort((a, b) => a.stage - b.stage)
    .map(({ difference }) => difference);
}

function isForeignKey(definition: string | null): boolean {
  return definition?.startsWith("FOREIGN KEY") ?? false;
}
