import { functionSchema, type Connection } from "./connection.js";
import {
  checkParameterCount,
  DatabaseError,
  directExecution,
  execution,
  needsKind,
  type ParameterKind,
  parameterLiteral,
  prefixOf,
  readStatement,
  type RunOptions,
  type SqlCall,
  sqlLiteral,
  type SqlOutcome,
  type Statement,
  wrapped,
} from "./kernel-rules.js";

const returnsNoRows = "42P11";

/**
 * Runs one statement as the kernel does: prepared where it can be wrapped into one that selects its rows as JSON, directly
 * where it cannot. Nothing is kept prepared.
 *
 * @returns its rows as a JSON array, or how many it changed; null where there are none
 * @throws {DatabaseError} what PostgreSQL refused
 */
export async function runStatement(
  connection: Connection,
  { sql, params }: SqlCall,
  options: RunOptions,
): Promise<string | null> {
  const standardStrings = !sql.includes("\\") || (await hasStandardStrings(connection));
  const statement = readStatement(sql, standardStrings);
  const text = standardStrings ? wrapped(statement, options.wanted) : undefined;
  if (text !== undefined) {
    const name = `stopgap_handler_${String(connection.count)}`;
    const { ok } = await connection.execute(`${prefixOf(options)}prepare ${name} as ${text}`);
    // What cannot be prepared in its wrapped form runs directly, and so reports its own errors.
    if (ok) return runPrepared(connection, { name, statement }, params, options);
  }
  return runDirect(connection, statement, params, options);
}

async function runPrepared(
  connection: Connection,
  { name, statement }: { readonly name: string; readonly statement: Statement },
  params: readonly unknown[],
  options: RunOptions,
): Promise<string | null> {
  try {
    checkParameterCount(statement, params.length);
    const kinds = params.some(needsKind) ? await parameterKinds(connection, name) : [];
    const sql = execution(name, literals(params, kinds));
    return textOf(await fetched(connection, sql, options));
  } finally {
    await connection.execute(`deallocate ${name}`);
  }
}

async function runDirect(
  connection: Connection,
  statement: Statement,
  params: readonly unknown[],
  options: RunOptions,
): Promise<string | null> {
  const { wanted } = options;
  checkParameterCount(statement, params.length);
  const direct = directExecution(statement, literals(params, []), functionSchema);
  if (wanted === "count") return textOf(await fetched(connection, direct.count, options));
  const outcome = await fetched(connection, direct.rows(wanted.rows), options);
  if (outcome.ok || outcome.failure.code !== returnsNoRows) return textOf(outcome);
  textOf(await fetched(connection, direct.count, options));
  return null;
}

/** Whether a backslash is a character like any other in a plain string literal. */
async function hasStandardStrings(connection: Connection): Promise<boolean> {
  const setting = "select pg_catalog.current_setting('standard_conforming_strings') as j";
  return textOf(await connection.fetch(setting)) !== "off";
}

async function parameterKinds(
  connection: Connection,
  name: string,
): Promise<readonly ParameterKind[]> {
  const ask = `select ${functionSchema}.parameter_kinds(${sqlLiteral(name)}) as j`;
  const text = textOf(await connection.fetch(ask));
  return text === null ? [] : (JSON.parse(text) as ParameterKind[]);
}

/** A statement that may only read leaves nothing behind: settings and temporary tables neither. */
function fetched(
  connection: Connection,
  sql: string,
  { readOnly }: RunOptions,
): Promise<SqlOutcome> {
  return readOnly ? connection.fetchReadOnly(sql) : connection.fetch(sql);
}

function literals(params: readonly unknown[], kinds: readonly ParameterKind[]): string[] {
  return params.map((value, index) => parameterLiteral(value, kinds[index] ?? "other", index + 1));
}

function textOf(outcome: SqlOutcome): string | null {
  if (outcome.ok) return outcome.text;
  throw new DatabaseError(outcome.failure);
}
