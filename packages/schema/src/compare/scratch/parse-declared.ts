import type { CreateFunctionStmt, Node } from "@pgsql/types";

import type {
  DeclaredSchema,
  DeclaredStatement,
  DeclaredType,
} from "../../declared/declared-schema.js";
import { parseSql } from "../../declared/sql-parser.js";
import { mentionsOf, nameKey, namesOf, qualifiedName } from "../../declared/syntax-tree.js";

/** A declared statement with its tree. */
export interface StatementTree extends DeclaredStatement {
  readonly tree: Node;
}

/** The declared types and tables with the trees of their statements. */
export interface ParsedDeclaration {
  readonly types: readonly DeclaredType[];
  readonly typeStatements: readonly StatementTree[];
  readonly tableStatements: readonly StatementTree[];
  /** What calls functions of `functions/`, triggers that are declared there too. */
  readonly lateStatements: readonly StatementTree[];
  /** The functions that the late statements call, and those that these cannot be made without. */
  readonly calledFunctions: readonly StatementTree[];
}

const known = new WeakMap<DeclaredSchema, Promise<ParsedDeclaration>>();

/** Parses what `parseSchema` has taken, once. */
export function parseDeclared(declared: DeclaredSchema): Promise<ParsedDeclaration> {
  const before = known.get(declared);
  if (before) return before;
  const parsed = parse(declared);
  known.set(declared, parsed);
  return parsed;
}

async function parse(declared: DeclaredSchema): Promise<ParsedDeclaration> {
  const attached = await parseAll(declared.functions.flatMap((each) => each.attached));
  const lateStatements = [
    ...(await parseAll(declared.lateStatements)),
    ...attached.filter(({ tree }) => "CreateTrigStmt" in tree),
  ];
  return {
    types: declared.types,
    typeStatements: await parseAll(declared.types.flatMap(({ statements }) => statements)),
    tableStatements: await parseAll(declared.tableStatements),
    lateStatements,
    calledFunctions: await calledBy(lateStatements, declared),
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

async function calledBy(
  statements: readonly StatementTree[],
  { functions }: DeclaredSchema,
): Promise<readonly StatementTree[]> {
  if (statements.length === 0) return [];
  const all = await parseAll(functions.map(({ statement }) => statement));
  const called = new Set<string>();
  const waiting: unknown[] = statements.map(({ tree }) => tree);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const key of mentionsOf(next).functions.map(nameKey)) {
      if (called.has(key)) continue;
      called.add(key);
      waiting.push(
        ...all.filter((each) => functionKey(each) === key).map(({ tree }) => neededParts(tree)),
      );
    }
  }
  return all.filter((each) => called.has(functionKey(each)));
}

/** What PostgreSQL looks at when it makes a function without checking its body. */
function neededParts(tree: Node): unknown {
  const { sql_body: body, parameters } = createFunction(tree);
  return [body, parameters];
}

/** The name of a function that a statement makes, as a key. */
export function functionKey({ tree }: StatementTree): string {
  return nameKey(qualifiedName(namesOf(createFunction(tree).funcname)));
}

function createFunction(tree: Node): CreateFunctionStmt {
  return "CreateFunctionStmt" in tree ? tree.CreateFunctionStmt : {};
}
