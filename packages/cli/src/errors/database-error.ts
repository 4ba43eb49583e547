import { CliError } from "./cli-error.js";
import { exitCodes } from "./exit-code.js";

/** An error that PostgreSQL has raised, as the driver has it. */
export interface DatabaseError extends Error {
  /** The SQLSTATE. */
  readonly code: string;
  readonly severity: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** Whether PostgreSQL has raised it. */
export function isDatabaseError(error: unknown): error is DatabaseError {
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as Partial<DatabaseError>;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && typeof severity === "string";
}

/** What an error of PostgreSQL means. */
export function databaseError(error: DatabaseError): CliError {
  const { code: sqlstate, message, detail, hint } = error;
  const facts = { sqlstate, detail, hint, cause: error };
  return isAboutConnection(sqlstate)
    ? new CliError("connection_lost", exitCodes.cannotConnect, message, facts)
    : new CliError("refused", exitCodes.refused, message, facts);
}

/** The server ends, or ends the session. */
function isAboutConnection(sqlstate: string): boolean {
  return sqlstate.startsWith("08") || ["57P01", "57P02", "57P03", "57P05"].includes(sqlstate);
}
