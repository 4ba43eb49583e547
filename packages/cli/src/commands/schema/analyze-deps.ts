import { basename, dirname, resolve } from "node:path";

import {
  analyzeDependencies,
  type AnalyzedTable,
  type DependencyReport,
  type ForeignKey,
  type QualifiedName,
  SchemaError,
} from "@stopgap/schema";

import type { Command } from "../../command.js";
import { CliError } from "../../errors/cli-error.js";
import { exitCodes } from "../../errors/exit-code.js";
import { resultLine } from "../../output/result-line.js";
import type { Style } from "../../output/style.js";
import { visible } from "../../output/visible.js";
import { readSchemaFiles, type SchemaFiles } from "../../schema/schema-files.js";

/** `stopgap schema analyze-deps` */
export const schemaAnalyzeDepsCommand: Command = {
  name: "analyze-deps",
  summary: "show how tables depend on each other; ends with 2 where they wait for each other",
  words: [
    {
      name: "[schema]",
      description: "its folder, its tables/ or its archive; default: the current folder",
    },
  ],
  run: async ({ context, words: [given] }) => {
    const { path, source } = await filesOf(given, context.folder);
    const report = await analyzeDependencies(source);
    const { tables, cycles } = report;
    return {
      document: {
        command: "schema analyze-deps",
        schema: path,
        creation_order: cycles.length === 0 ? tables.map(({ name }) => shown(name)) : null,
        tables: tables.map(tableJson),
        cycles: cycles.map((members) => ({ tables: members.map(shown) })),
      },
      text: (style) => reportText(report, style),
      exitCode: cycles.length === 0 ? exitCodes.done : exitCodes.usage,
    };
  },
};

/** A path that is none ends with 1 here, as scripts around this command have it. */
async function filesOf(given: string | undefined, from: string): Promise<SchemaFiles> {
  const isTables = basename(resolve(from, given ?? ".")) === "tables";
  try {
    return await readSchemaFiles(isTables ? dirname(resolve(from, given ?? ".")) : given, from);
  } catch (error) {
    if (!(error instanceof SchemaError) || error.code !== "not_a_schema") throw error;
    const { code, message } = error;
    throw new CliError(code, exitCodes.unexpected, message, { cause: error });
  }
}

function tableJson({
  name,
  file,
  line,
  dependsOn,
  dependents,
  foreignKeys,
}: AnalyzedTable): object {
  return {
    table: shown(name),
    file,
    line,
    depends_on: dependsOn.map(shown),
    dependents: dependents.map(shown),
    foreign_keys: foreignKeys.map((key) => ({
      columns: key.columns,
      references: shown(key.references),
      referenced_columns: key.referencedColumns,
      on_delete: key.onDelete,
      on_update: key.onUpdate,
    })),
  };
}

function reportText({ tables, cycles }: DependencyReport, style: Style): string {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [style.bold(title), ...lines.map((line) => `  ${line}`), ""];
  const named = (names: readonly QualifiedName[]): string => visible(names.map(shown).join(", "));
  const edges = (from: (table: AnalyzedTable) => readonly QualifiedName[]): readonly string[] =>
    tables.flatMap((table) => {
      const to = from(table);
      return to.length === 0 ? [] : [`${named([table.name])}: ${named(to)}`];
    });
  const order = tables.map(({ name }, index) => `${index + 1}. ${named([name])}`);
  return [
    ...section("creation order", cycles.length === 0 ? order : []),
    ...section(
      "depends on",
      edges(({ dependsOn }) => dependsOn),
    ),
    ...section(
      "needed by",
      edges(({ dependents }) => dependents),
    ),
    ...section(
      "foreign keys",
      tables.flatMap(({ name, foreignKeys }) =>
        foreignKeys.map((key) => visible(foreignKeyText(name, key))),
      ),
    ),
    ...section(
      "cycles",
      cycles.map((members) => style.red(named(members))),
    ),
    resultLine("analyzed", { table_count: tables.length, cycles: cycles.length }, style),
  ].join("\n");
}

function foreignKeyText(table: QualifiedName, key: ForeignKey): string {
  const to = key.referencedColumns.length === 0 ? "" : ` (${key.referencedColumns.join(", ")})`;
  const actions = [
    ...(key.onDelete === "no action" ? [] : [` on delete ${key.onDelete}`]),
    ...(key.onUpdate === "no action" ? [] : [` on update ${key.onUpdate}`]),
  ].join("");
  return `${shown(table)} (${key.columns.join(", ")}) references ${shown(key.references)}${to}${actions}`;
}

function shown({ schema, name }: QualifiedName): string {
  return schema === "public" ? name : `${schema}.${name}`;
}
