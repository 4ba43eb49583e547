import { sqlLiteral } from "../value/sql-literal.js";
import { type Statement, withParameters } from "./statement-form.js";

/** How one statement is to be run. */
export interface RunOptions {
  readonly readOnly: boolean;
  /** At most so many rows; or only how many rows it changed. */
  readonly wanted: { readonly rows: number } | "count";
  /** A comment that says whose statement it is. */
  readonly comment?: () => string;
}

/** Holds for one statement: it ends with the savepoint that is put around it. */
const readOnlyPrefix = "set local transaction_read_only = on; ";

/** What stands before a statement that is prepared. What executes it sets read-only by itself. */
export function prefixOf({ readOnly }: RunOptions): string {
  return readOnly ? readOnlyPrefix : "";
}

/** The statement as one that selects its rows, or their number, as text. The newlines end its last comment. */
export function wrapped(
  { form, text, returns }: Statement,
  wanted: RunOptions["wanted"],
): string | undefined {
  if (form === "direct") return undefined;
  if (wanted === "count") {
    if (form === "select") return undefined;
    const returning = returns ? "" : " returning 1";
    return `with q as (\n${text}\n${returning}) select pg_catalog.count(*)::pg_catalog.text as j from q`;
  }
  const limit = String(wanted.rows);
  if (form === "select") {
    return `select pg_catalog.json_agg(q)::pg_catalog.text as j from (select * from (\n${text}\n) s limit ${limit}) q`;
  }
  return returns
    ? `with s as (\n${text}\n) select pg_catalog.json_agg(q)::pg_catalog.text as j from (select * from s limit ${limit}) q`
    : undefined;
}

/** Executes a prepared statement, with its parameters as literals. */
export function execution(name: string, literals: readonly string[]): string {
  const list = literals.length > 0 ? `(${literals.join(",")})` : "";
  return `execute ${name}${list}`;
}

/** A statement that cannot be wrapped, by the functions of the schema `plts`, or of another one that has them. */
export interface DirectExecution {
  /** Selects its rows as a JSON array. */
  readonly rows: (most: number) => string;
  /** Selects how many rows it changed. */
  readonly count: string;
}

export function directExecution(
  statement: Statement,
  literals: readonly string[],
  schema = "plts",
): DirectExecution {
  const text = sqlLiteral(withParameters(statement, literals));
  const select = `select ${schema}`;
  return {
    rows: (most) => `${select}.fetch_rows(${text}, ${String(most)}) as j`,
    count: `${select}.execute_statement(${text}) as j`,
  };
}
