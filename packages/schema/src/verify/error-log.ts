import type { SchemaChange } from "../compare/schema-change.js";
import type { CheckedSeeds } from "../seeds/check-seeds.js";
import { spell } from "../sql/quote.js";

/** What a database lacks of what is declared. */
export interface Shortcomings {
  readonly missingExtensions: readonly string[];
  readonly missingTypes: readonly string[];
  readonly mismatches: readonly SchemaChange[];
  readonly missingTables: readonly string[];
  readonly missingSeeds: readonly CheckedSeeds[];
}

const width = 72;

/** It as a text with sections, for people; null where there is nothing to say. */
export function errorLog(shortcomings: Shortcomings): string | null {
  const sections = [
    section("MISSING EXTENSIONS:", shortcomings.missingExtensions),
    section("MISSING TYPES:", shortcomings.missingTypes),
    section("TABLE SCHEMA MISMATCHES:", shortcomings.mismatches.map(describeChange)),
    section("MISSING TABLES:", shortcomings.missingTables),
    section("MISSING SEEDER RECORDS:", shortcomings.missingSeeds.map(describeSeeds)),
  ].flat();
  if (sections.length === 0) return null;
  const line = "=".repeat(width);
  return [
    ...[line, "SCHEMA VERIFICATION FAILED", line, ""],
    ...sections,
    "ACTION REQUIRED: Add migration(s) to fix schema drift",
  ].join("\n");
}

function section(title: string, entries: readonly string[]): readonly string[] {
  return entries.length === 0 ? [] : [title, ...entries.map((entry) => `  - ${entry}`), ""];
}

function describeChange({ type, table, column, reason }: SchemaChange): string {
  const object = column === null ? spell(table) : `${spell(table)}.${column}`;
  return reason === null ? `${object}: ${type}` : `${object}: ${type} (${reason})`;
}

function describeSeeds({ table, expected, found, missing }: CheckedSeeds): string {
  const left = expected - found - missing.length;
  const more = left > 0 ? ` and ${String(left)} more` : "";
  return `${table}: expected ${String(expected)}, found ${String(found)}; missing ${missing.join("; ")}${more}`;
}
