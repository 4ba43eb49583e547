import { createHash } from "node:crypto";

import type { Node } from "@pgsql/types";

import { dependencyOrder } from "../order/dependency-order.js";
import type { SourceFile } from "../source/schema-source.js";
import type { DeclaredMigration, QualifiedName } from "./declared-schema.js";
import { declaredStatement, type ParsedStatement, parseStatements } from "./parsed-statement.js";
import type { Problems } from "../problems.js";
import { scanSql } from "./sql-parser.js";
import { mentionsOf, nameKey, namesOf, qualifiedName, relationName } from "./syntax-tree.js";

interface Draft {
  readonly migration: DeclaredMigration;
  readonly statements: readonly ParsedStatement[];
}

const directive = "stopgap: no-transaction";

/**
 * The migrations by file name, but each after those that create the tables that its own tables refer to.
 *
 * @param files - In the order of their names.
 */
export async function parseMigrations(
  files: readonly SourceFile[],
  problems: Problems,
): Promise<readonly DeclaredMigration[]> {
  const drafts: Draft[] = [];
  for (const file of files) drafts.push(await draftOf(file, problems));
  const creators = new Map<string, number>();
  drafts.forEach(({ statements }, index) => {
    for (const { tree } of statements) {
      if (!("CreateStmt" in tree)) continue;
      const key = nameKey(relationName(tree.CreateStmt.relation ?? {}));
      if (!creators.has(key)) creators.set(key, index);
    }
  });
  const dropped = drafts.map(({ statements }) => new Set(statements.flatMap(droppedTables)));
  const needs = drafts.map(({ statements }) =>
    statements.flatMap(referredTables).flatMap((name) => {
      const key = nameKey(name);
      const creator = creators.get(key);
      // What is dropped there was there before, so nobody has to wait for it.
      return creator === undefined || dropped[creator]?.has(key) === true ? [] : [creator];
    }),
  );
  const ordered = dependencyOrder(needs);
  if (!ordered.ok) {
    for (const members of ordered.cycles) {
      const migrations = members.flatMap((index) => drafts[index]?.migration ?? []);
      problems.addCycle(
        "migrations",
        migrations.map(({ name, file, line }) => ({ name, place: { file, line, column: 1 } })),
      );
    }
    return [];
  }
  return ordered.order.flatMap((index) => drafts[index]?.migration ?? []);
}

async function draftOf(file: SourceFile, problems: Problems): Promise<Draft> {
  const statements = await parseStatements(file, problems);
  const transactional = !(await hasDirective(file.text));
  for (const statement of statements) {
    const refusal = refusalOf(statement.tree, transactional);
    if (refusal !== undefined) problems.add({ ...statement, message: refusal });
  }
  const { path, text } = file;
  const migration = {
    file: `migrations/${path}`,
    line: 1,
    name: path,
    text,
    statements: statements.map(declaredStatement),
    checksum: createHash("sha256").update(text).digest("hex"),
    transactional,
  };
  return { migration, statements };
}

async function hasDirective(text: string): Promise<boolean> {
  const scanned = await scanSql(text);
  if (!scanned.ok) return false;
  return scanned.tokens.some(
    (token) => token.kind === "comment" && token.text.replace(/^--/, "").trim() === directive,
  );
}

function refusalOf(tree: Node, transactional: boolean): string | undefined {
  if ("TransactionStmt" in tree) {
    return "a migration and its record are one transaction, which begins and ends around it";
  }
  if ("CopyStmt" in tree && tree.CopyStmt.filename === undefined) {
    return "copy from stdin has no data here; write inserts";
  }
  if (transactional && needsNoTransaction(tree)) {
    return `PostgreSQL does not do this in a transaction; add the line -- ${directive}`;
  }
  return undefined;
}

function needsNoTransaction(tree: Node): boolean {
  if ("IndexStmt" in tree) return tree.IndexStmt.concurrent === true;
  if ("DropStmt" in tree) return tree.DropStmt.concurrent === true;
  if ("ReindexStmt" in tree) {
    const { kind, params = [] } = tree.ReindexStmt;
    const isWide =
      kind === "REINDEX_OBJECT_DATABASE" ||
      kind === "REINDEX_OBJECT_SYSTEM" ||
      kind === "REINDEX_OBJECT_SCHEMA";
    return (
      isWide || params.some((each) => "DefElem" in each && each.DefElem.defname === "concurrently")
    );
  }
  if ("AlterTableStmt" in tree) {
    return (tree.AlterTableStmt.cmds ?? []).some((command) => {
      const part = "AlterTableCmd" in command ? command.AlterTableCmd.def : undefined;
      return part !== undefined && "PartitionCmd" in part && part.PartitionCmd.concurrent === true;
    });
  }
  return [
    "VacuumStmt",
    "CreatedbStmt",
    "DropdbStmt",
    "AlterSystemStmt",
    "CreateTableSpaceStmt",
    "DropTableSpaceStmt",
  ].some((kind) => kind in tree);
}

/** The tables without which a statement cannot make its table. */
function referredTables({ tree }: ParsedStatement): readonly QualifiedName[] {
  const part =
    "CreateStmt" in tree ? tree : "AlterTableStmt" in tree ? tree.AlterTableStmt.cmds : undefined;
  return part === undefined ? [] : mentionsOf(part).relations;
}

function droppedTables({ tree }: ParsedStatement): readonly string[] {
  if (!("DropStmt" in tree) || tree.DropStmt.removeType !== "OBJECT_TABLE") return [];
  return (tree.DropStmt.objects ?? []).map((object) =>
    nameKey(qualifiedName("List" in object ? namesOf(object.List.items) : [])),
  );
}
