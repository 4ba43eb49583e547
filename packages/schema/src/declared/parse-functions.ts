import type { CreateFunctionStmt, DefElem, FunctionParameter, Node } from "@pgsql/types";

import { preferredOrder } from "../order/dependency-order.js";
import { compareText } from "../source/schema-source.js";
import type { DeclaredFunction } from "./declared-schema.js";
import { groupBy } from "./group-by.js";
import { declaredStatement, type ParsedStatement } from "./parsed-statement.js";
import type { Problems } from "../problems.js";
import { sqlChecksum } from "./sql-checksum.js";
import { parseSql } from "./sql-parser.js";
import { displayName, mentionsOf, namesOf, nodeKind, qualifiedName } from "./syntax-tree.js";
import { typeReference } from "./type-reference.js";

interface Draft {
  readonly statement: ParsedStatement;
  readonly tree: CreateFunctionStmt;
  readonly attached: ParsedStatement[];
}

/** Statements that say more of a function of the same file, and may run again. */
const attachable = new Set([
  "AlterFunctionStmt",
  "AlterOwnerStmt",
  "CommentStmt",
  "GrantStmt",
  "SecLabelStmt",
]);

/** The functions and procedures, as far as can be each after those that it calls, else by name. */
export async function parseFunctions(
  statements: readonly ParsedStatement[],
  problems: Problems,
): Promise<readonly DeclaredFunction[]> {
  const drafts = new Map<string, Draft>();
  let latest: Draft | undefined;
  for (const statement of statements) {
    const { tree } = statement;
    if ("CreateFunctionStmt" in tree) {
      const draft = { statement, tree: tree.CreateFunctionStmt, attached: [] };
      const identity = await identityOf(draft.tree);
      const other = drafts.get(identity)?.statement;
      if (other === undefined) {
        latest = draft;
        drafts.set(identity, draft);
      } else {
        const message = `function ${identity} is declared in ${other.file}:${other.line} too`;
        problems.add({ ...statement, message });
      }
      continue;
    }
    const refusal = refusalOf(tree);
    if (refusal !== undefined) problems.add({ ...statement, message: refusal });
    else if (latest?.statement.file !== statement.file) {
      problems.add({ ...statement, message: "belongs to no function that is declared before it" });
    } else latest.attached.push(statement);
  }
  const sorted = [...drafts].sort(([a], [b]) => compareText(a, b)).map(([, draft]) => draft);
  return Promise.all((await orderFunctions(sorted)).map(declaredFunction));
}

function refusalOf(tree: Node): string | undefined {
  if (attachable.has(nodeKind(tree))) return undefined;
  if ("CreateTrigStmt" in tree) {
    if (tree.CreateTrigStmt.replace === true) return undefined;
    return "a trigger is made anew with its function; write create or replace trigger";
  }
  return "functions/ holds functions and procedures, and comments, grants and triggers of them";
}

/** Name and types of the parameters that a call has: what tells functions of one name apart. */
async function identityOf(tree: CreateFunctionStmt): Promise<string> {
  const name = displayName(qualifiedName(namesOf(tree.funcname)));
  return `${name}(${(await argumentTypes(tree)).join(", ")})`;
}

function parametersOf(tree: CreateFunctionStmt): readonly FunctionParameter[] {
  return (tree.parameters ?? []).flatMap((node) =>
    "FunctionParameter" in node ? [node.FunctionParameter] : [],
  );
}

function argumentTypes(tree: CreateFunctionStmt): Promise<readonly string[]> {
  return Promise.all(
    parametersOf(tree)
      .filter(({ mode }) => mode !== "FUNC_PARAM_OUT" && mode !== "FUNC_PARAM_TABLE")
      .map(({ argType }) => typeReference(argType ?? {})),
  );
}

/** What it answers with, as it is declared: a type, `table(...)`, or null where its parameters say it. */
async function returnType(tree: CreateFunctionStmt): Promise<string | null> {
  const columns = parametersOf(tree).filter(({ mode }) => mode === "FUNC_PARAM_TABLE");
  if (columns.length > 0) {
    const texts = await Promise.all(
      columns.map(
        async ({ name = "", argType }) => `${name} ${await typeReference(argType ?? {})}`,
      ),
    );
    return `table(${texts.join(", ")})`;
  }
  return tree.returnType === undefined ? null : typeReference(tree.returnType);
}

async function declaredFunction({ statement, tree, attached }: Draft): Promise<DeclaredFunction> {
  const { file, line } = statement;
  return {
    file,
    line,
    name: qualifiedName(namesOf(tree.funcname)),
    kind: tree.is_procedure === true ? "procedure" : "function",
    argumentTypes: await argumentTypes(tree),
    returnType: await returnType(tree),
    statement: declaredStatement(statement),
    attached: attached.map(declaredStatement),
    checksum: await checksumOf(statement, tree, attached),
  };
}

/**
 * The tokens of the statement, with those of the body in the place of its text where that is SQL or PL/pgSQL. Of bodies
 * in other languages every character counts.
 */
async function checksumOf(
  statement: ParsedStatement,
  tree: CreateFunctionStmt,
  attached: readonly ParsedStatement[],
): Promise<string> {
  const texts = attached.map(({ text }) => text);
  const body = bodyOf(tree);
  if (body === undefined || !isSql(tree)) return sqlChecksum(statement.text, ...texts);
  return sqlChecksum({ statement: statement.text, body }, ...texts);
}

function optionsOf(tree: CreateFunctionStmt): ReadonlyMap<string, DefElem> {
  const options = (tree.options ?? []).flatMap((node) => ("DefElem" in node ? [node.DefElem] : []));
  return new Map(options.map((option) => [option.defname ?? "", option]));
}

/** The text of the body; of a C function there are two texts, and none of them is one. */
function bodyOf(tree: CreateFunctionStmt): string | undefined {
  const arg = optionsOf(tree).get("as")?.arg;
  const texts = arg !== undefined && "List" in arg ? namesOf(arg.List.items) : [];
  return texts.length === 1 ? texts[0] : undefined;
}

function languageOf(tree: CreateFunctionStmt): string {
  const arg = optionsOf(tree).get("language")?.arg;
  return arg !== undefined && "String" in arg ? (arg.String.sval ?? "") : "sql";
}

function isSql(tree: CreateFunctionStmt): boolean {
  return ["sql", "plpgsql"].includes(languageOf(tree));
}

/** PostgreSQL needs what defaults and bodies in `begin atomic` call; bodies as text it looks at when it is asked to. */
async function orderFunctions(drafts: readonly Draft[]): Promise<readonly Draft[]> {
  const places = groupBy(drafts.keys(), (index) => nameAt(drafts, index));
  const placesOf = (tree: unknown): readonly number[] =>
    mentionsOf(tree).functions.flatMap((name) => places.get(displayName(name)) ?? []);
  const needs = drafts.map(({ tree }) => placesOf([tree.sql_body, tree.parameters]));
  const wishes = await Promise.all(
    drafts.map(async ({ tree }) => {
      const body = languageOf(tree) === "sql" ? bodyOf(tree) : undefined;
      if (body === undefined) return [];
      const parsed = await parseSql(body);
      return parsed.ok ? placesOf(parsed.statements) : [];
    }),
  );
  const ordered = preferredOrder(needs, wishes);
  // Those that need each other cannot be made in any order: PostgreSQL says why.
  if (!ordered.ok) return drafts;
  return ordered.order.flatMap((index) => drafts[index] ?? []);
}

function nameAt(drafts: readonly Draft[], index: number): string {
  return displayName(qualifiedName(namesOf(drafts[index]?.tree.funcname)));
}
