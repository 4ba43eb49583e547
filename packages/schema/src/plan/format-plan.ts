import { changedObject } from "../compare/accept-name.js";
import { allStatements, type SchemaChange } from "../compare/schema-change.js";
import type { DeclaredNote } from "../declared/declared-schema.js";
import { type PlanStep, schemaPhases, type SchemaPlan } from "./schema-plan.js";
import { strongestLocks } from "../hazards/statement-locks.js";

/**
 * A plan as text, for people: the steps by phase with their statements, locks and hazards, and what is blocked with the option
 * that accepts it. Ends with a line end.
 *
 * @example
 * process.stdout.write(formatPlan(await planSchema(client, declared)));
 */
export function formatPlan({ database, mode, steps, blocked, notes }: SchemaPlan): string {
  if (steps.length === 0 && blocked.length === 0) {
    return `${database} is as declared. Nothing to do.\n`;
  }
  const lines = [
    mode === "create" ? `${database} is new.` : `${database} is migrated.`,
    ...schemaPhases.flatMap((phase) => {
      const ofPhase = steps.filter((step) => step.phase === phase);
      return ofPhase.length === 0 ? [] : ["", `${phase}:`, ...ofPhase.flatMap(formatStep)];
    }),
    ...(blocked.length === 0 ? [] : ["", "blocked:", ...blocked.flatMap(formatBlocked)]),
    ...(notes.length === 0 ? [] : ["", "notes:", ...notes.map((note) => `  ${formatNote(note)}`)]),
  ];
  return `${lines.join("\n")}\n`;
}

/** A note with its place. */
export function formatNote({ file, line, message }: DeclaredNote): string {
  return `${file}:${String(line)}: ${message}`;
}

function formatStep({ action, object, statements, locks, hazards }: PlanStep): readonly string[] {
  return [
    `  ${action} ${object}`,
    ...statements.flatMap((statement) => indented(`${trimmed(statement)};`, "      ")),
    ...strongestLocks(locks).map(({ relation, mode }) => `    lock: ${mode} on ${relation}`),
    ...hazards.map(({ kind, message }) => `    hazard: ${kind}: ${message}`),
  ];
}

function formatBlocked(change: SchemaChange): readonly string[] {
  const { type, hazards } = change;
  const accepts = new Set(hazards.flatMap(({ accept }) => accept ?? []));
  return [
    `  ${type} ${changedObject(change)}`,
    ...hazards.map(({ kind, message }) => `    hazard: ${kind}: ${message}`),
    ...[...accepts].map((accept) => `    accept with: --accept ${accept}`),
    ...(allStatements(change).length === 0 ? ["    only a migration can do it"] : []),
  ];
}

function trimmed(statement: string): string {
  return statement.trim().replace(/;$/, "");
}

function indented(text: string, indent: string): readonly string[] {
  return text.split("\n").map((line) => `${indent}${line.trimEnd()}`);
}
