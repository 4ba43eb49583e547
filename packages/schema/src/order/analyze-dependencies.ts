import type { QualifiedName, SourcePlace } from "../declared/declared-schema.js";
import type { ForeignKey } from "../declared/foreign-keys.js";
import { groupBy } from "../declared/group-by.js";
import { tableDrafts } from "../declared/parse-tables.js";
import { parseFolder } from "../declared/parsed-statement.js";
import { nameKey } from "../declared/syntax-tree.js";
import { keyOf } from "../declared/table-draft.js";
import { Problems } from "../problems.js";
import type { SchemaSource } from "../source/schema-source.js";
import { orderTables } from "./table-order.js";

/** A table among others. */
export interface AnalyzedTable extends SourcePlace {
  readonly name: QualifiedName;
  /** As declared, those that are added later too. */
  readonly foreignKeys: readonly ForeignKey[];
  /** The declared tables that it refers to, or cannot be made without; itself left out. */
  readonly dependsOn: readonly QualifiedName[];
  /** The declared tables that refer to it, or cannot be made without it. */
  readonly dependents: readonly QualifiedName[];
}

/** How the tables of a schema depend on each other. */
export interface DependencyReport {
  /** In the order in which they can be created; where there are cycles, by name. */
  readonly tables: readonly AnalyzedTable[];
  /** The tables that wait for each other, by cycle. */
  readonly cycles: readonly (readonly QualifiedName[])[];
}

/**
 * Finds how the tables of a schema depend on each other. Nothing but `tables/` is read, and a cycle is no error.
 *
 * @throws {@link SchemaError} `invalid_file`
 * @example
 * const { tables, cycles } = await analyzeDependencies(await readSchemaFolder("./src/postgresql"));
 */
export async function analyzeDependencies(source: SchemaSource): Promise<DependencyReport> {
  const problems = new Problems();
  const statements = await parseFolder(source, "tables", problems);
  const ofTables = statements.filter(({ tree }) => !("CreateSchemaStmt" in tree));
  const drafts = await tableDrafts(ofTables, problems);
  problems.throwIfAny();
  const { order, cycles } = orderTables(drafts);
  const names = new Map(order.map(({ defines }) => [keyOf(defines), defines]));
  const owned = groupBy(drafts, ({ table }) => keyOf(table));
  const needs = new Map(
    order.map(({ defines, mentions }) => {
      const own = owned.get(keyOf(defines)) ?? [];
      const references = own.flatMap(({ foreignKeys }) => foreignKeys.map((key) => key.references));
      const keys = [...mentions, ...references].map(nameKey);
      return [
        keyOf(defines),
        new Set(keys.filter((key) => names.has(key) && key !== keyOf(defines))),
      ];
    }),
  );
  const namesOf = (keys: Iterable<string>): readonly QualifiedName[] =>
    [...keys].flatMap((key) => names.get(key) ?? []);
  return {
    tables: order.flatMap(({ defines, statement: { file, line } }) => {
      if (defines === undefined) return [];
      const key = nameKey(defines);
      return [
        {
          file,
          line,
          name: defines,
          foreignKeys: (owned.get(key) ?? []).flatMap(({ foreignKeys }) => foreignKeys),
          dependsOn: namesOf(needs.get(key) ?? []),
          dependents: namesOf([...needs].flatMap(([each, all]) => (all.has(key) ? each : []))),
        },
      ];
    }),
    cycles: cycles.map((members) => members.flatMap(({ defines }) => defines ?? [])),
  };
}
