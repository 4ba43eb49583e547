import { SchemaError, type SchemaErrorCode, type SchemaErrorFields } from "./errors.js";

/** An error of PostgreSQL, as drivers have it. */
export interface PostgresError extends Error {
  /** The SQLSTATE. */
  readonly code: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Where in the statement, from 1, as digits. */
  readonly position?: string;
}

/** Whether PostgreSQL has raised it. */
export function isPostgresError(error: unknown): error is PostgresError {
  return (
    error instanceof Error &&
    /^[0-9A-Z]{5}$/.test(String((error as { readonly code?: unknown }).code)) &&
    !(error instanceof SchemaError)
  );
}

/** The SQLSTATE of an error, also of one that this package has described; undefined where it has none. */
export function sqlstateOf(error: unknown): string | undefined {
  if (error instanceof SchemaError) return error.sqlstate;
  return isPostgresError(error) ? error.code : undefined;
}

const inTheWay = new Map([
  ["55P03", "another session holds a lock"],
  ["40P01", "another session and this one waited for each other"],
  ["40001", "another session has changed the same"],
]);

/** The server ends the session, or cancels the statement: not the statement's fault. */
const notItsFault = /^(?:08|57P)|^57014$/;

/**
 * What an error of a statement means. Errors that say nothing about the statement, such as a lost connection, are returned as
 * they are.
 *
 * @param what - What failed, such as `Migration 0002_note.sql`.
 */
export function statementError(
  error: unknown,
  code: SchemaErrorCode,
  what: string,
  fields: SchemaErrorFields = {},
): unknown {
  if (!isPostgresError(error) || notItsFault.test(error.code)) return error;
  const { code: sqlstate, message, detail, hint } = error;
  const facts = { detail, hint, ...fields, sqlstate };
  const reason = inTheWay.get(sqlstate);
  return reason === undefined
    ? new SchemaError(code, `${what} failed: ${message}`, facts, { cause: error })
    : new SchemaError("busy", `${what} could not go on: ${reason}`, facts, { cause: error });
}

/** On which line of a text an error of PostgreSQL is, from 0. */
export function lineOfError(error: unknown, text: string, offset = 0): number {
  if (!isPostgresError(error) || error.position === undefined) return 0;
  const before = text.slice(0, Math.max(0, Number(error.position) - 1 - offset));
  return before.split("\n").length - 1;
}
