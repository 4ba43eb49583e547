import type { Node } from "@pgsql/types";

import type {
  DeclaredSchema,
  DeclaredStatement,
  DeclaredType,
} from "../../declared/declared-schema.js";
import { parseSql } from "../../declared/sql-parser.js";

/** A declared statement with its tree. */
export interface StatementTree extends DeclaredStatement {
  readonly tree: Node;
}

/** The declared types and tables with the trees of their statements. */
export interface ParsedDeclaration {
  readonly types: readonly DeclaredType[];
  readonly typeStatements: readonly StatementTree[];
  readonly tableStatements: readonly StatementTree[];
}

/** Parses what `parseSchema` has taken. */
export async function parseDeclared(declared: DeclaredSchema): Promise<ParsedDeclaration> {
  return {
    types: declared.types,
    typeStatements: await parseAll(declared.types.flatMap(({ statements }) => statements)),
    tableStatements: await parseAll(declared.tableStatements),
  };
}

async function parseAll(
  statements: readonly DeclaredStatement[],
): Promise<readonly StatementTree[]> {
  const parsed: StatementTree[] = [];
  for (const statement of statements) {
    const answer = await parseSql(statement.text);
    const tree = answer.ok ? answer.statements[0]?.stmt : undefined;
    if (tree) parsed.push({ ...statement, tree });
  }
  return parsed;
}
