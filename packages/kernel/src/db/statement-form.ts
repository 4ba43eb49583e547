import { KernelError } from "../errors/kernel-error.js";
import { textProblem } from "../value/text.js";
import { isSingleStatement } from "./single-statement.js";
import { type SqlToken, sqlTokens } from "./sql-tokens.js";

/**
 * How a statement can be asked for its rows as JSON text:
 *
 * - `select`: as a subquery, so that no more rows than the limit are ever made
 * - `modify`: as a data-modifying CTE
 * - `direct`: neither; it runs as it is, with its parameters written into it
 */
export type StatementForm = "select" | "modify" | "direct";

/** One statement, looked at once. */
export interface Statement {
  /** Its text without a semicolon at the end. */
  readonly text: string;
  readonly tokens: readonly SqlToken[];
  readonly form: StatementForm;
  /** Whether it has a RETURNING clause, or at least the word. */
  readonly returns: boolean;
  /** How many parameters it refers to: the highest number. */
  readonly parameters: number;
}

const modifying = new Set(["insert", "update", "delete", "merge"]);
const selecting = new Set(["select", "values", "table", "with", "("]);

/**
 * Looks at a statement's text.
 *
 * @throws {KernelError} 42601 when it is empty or more than one statement, 42P02 when it refers to `$0`, 22021 when it is
 * no valid text
 */
export function readStatement(sql: string, standardStrings: boolean): Statement {
  const problem = textProblem(sql);
  if (problem !== undefined) throw new KernelError("22021", `the statement has ${problem}`);
  const tokens = sqlTokens(sql, standardStrings);
  while (tokens.at(-1)?.text === ";") tokens.pop();
  const last = tokens.at(-1);
  if (!last) throw new KernelError("42601", "the statement is empty");
  if (!isSingleStatement(tokens)) {
    throw new KernelError(
      "42601",
      "more than one statement was given; one call takes one statement",
    );
  }
  if (tokens.some((token) => token.kind === "parameter" && parameterNumber(token) === 0)) {
    throw new KernelError("42P02", "there is no parameter $0; they are numbered from 1");
  }
  const words = tokens.filter(({ kind }) => kind === "word").map(({ text }) => text.toLowerCase());
  return {
    text: sql.slice(0, last.start + last.text.length),
    tokens,
    form: formOf(tokens, words),
    returns: words.includes("returning"),
    parameters: tokens.reduce((highest, token) => Math.max(highest, parameterNumber(token)), 0),
  };
}

function parameterNumber({ kind, text }: SqlToken): number {
  return kind === "parameter" ? Number(text.slice(1)) : 0;
}

/**
 * Checks that a statement is given the parameters that it refers to.
 *
 * @throws {KernelError} 08P01, as from a client that binds another number
 */
export function checkParameterCount({ parameters }: Statement, given: number): void {
  if (given === parameters) return;
  throw new KernelError(
    "08P01",
    `the statement refers to ${String(parameters)} parameters, but ${String(given)} were given`,
  );
}

function formOf(tokens: readonly SqlToken[], words: readonly string[]): StatementForm {
  const first = tokens[0]?.text.toLowerCase() ?? "";
  if (!isBalanced(tokens)) return "direct";
  if (modifying.has(first)) return "modify";
  if (!selecting.has(first) || words.includes("into")) return "direct";
  // A CTE that modifies must stand at the top. A column of that name only costs the faster way.
  if (first === "with" && words.some((word) => modifying.has(word))) return "direct";
  return "select";
}

/** Text that closes a bracket it has not opened would end the subquery it is put into. */
function isBalanced(tokens: readonly SqlToken[]): boolean {
  let depth = 0;
  for (const { kind, text } of tokens) {
    if (kind !== "symbol") continue;
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** The statement with its parameters written into it, as literals without a type. */
export function withParameters({ text, tokens }: Statement, literals: readonly string[]): string {
  let written = "";
  let position = 0;
  for (const token of tokens) {
    if (token.kind !== "parameter") continue;
    const literal = literals[parameterNumber(token) - 1] ?? "null";
    written += `${text.slice(position, token.start)} ${literal} `;
    position = token.start + token.text.length;
  }
  return written + text.slice(position);
}
