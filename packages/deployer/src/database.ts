import type { SqlClient } from "@stopgap/sql";

import { DeployerError } from "./errors.js";
import type { DeployerErrorCode } from "./errors.js";

/**
 * Runs a query whose one column `answer` is text, and returns that; null for SQL NULL.
 *
 * @param failure - What an error means that the function itself has raised.
 */
export async function askForText(
  client: SqlClient,
  query: string,
  values: readonly unknown[],
  failure: DeployerErrorCode = "refused",
): Promise<string | null> {
  const rows = await client.query(query, [...values]).then(
    (result) => result.rows,
    (error: unknown) => {
      throw describeError(error, failure);
    },
  );
  const answer = rows[0]?.["answer"];
  if (answer === null || typeof answer === "string") return answer;
  throw new DeployerError("unreadable_answer", `the database answered no text to: ${query}`);
}

/**
 * Runs a query whose one column `answer` is JSON text, and returns its value. Text does not depend on the type parsers
 * that the client has.
 */
export async function ask<Answer>(
  client: SqlClient,
  query: string,
  values: readonly unknown[],
): Promise<Answer> {
  const text = await askForText(client, query, values);
  try {
    return JSON.parse(text ?? "null") as Answer;
  } catch (cause) {
    throw new DeployerError(
      "unreadable_answer",
      `the database answered no JSON to: ${query}`,
      {},
      { cause },
    );
  }
}

/** An error of the driver, as far as it has the fields of PostgreSQL's protocol. */
interface DriverError {
  readonly constraint?: unknown;
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly hint?: unknown;
}

/** What an error of the driver means. */
export function describeError(cause: unknown, failure: DeployerErrorCode): DeployerError {
  if (!(cause instanceof Error)) {
    return new DeployerError("connection_lost", String(cause), {}, { cause });
  }
  const { code: sqlstateField, detail, hint, constraint } = cause as DriverError;
  const sqlstate = textOf(sqlstateField);
  if (sqlstate === undefined || !/^[0-9A-Z]{5}$/.test(sqlstate) || isLost(sqlstate)) {
    return new DeployerError("connection_lost", cause.message, {}, { cause });
  }
  const fields = { sqlstate, detail: textOf(detail), hint: textOf(hint) };
  if (isMissing(sqlstate, cause.message)) {
    const advice = "Install or upgrade Stopgap in this database: stopgap init --db <url>";
    return new DeployerError(
      "not_installed",
      cause.message,
      { ...fields, hint: advice },
      { cause },
    );
  }
  const code = failure === "refused" ? refusal(sqlstate, constraint) : failure;
  return new DeployerError(code, cause.message, fields, { cause });
}

/** What an error means that is nobody's but the database's. */
function refusal(sqlstate: string, constraint: unknown): DeployerErrorCode {
  if (constraint === "stopgap_expectation") return "conflict";
  return ["40001", "40P01", "55P03"].includes(sqlstate) ? "busy" : "refused";
}

/** An error of opening a connection. */
export function describeConnectError(cause: unknown): DeployerError {
  const { code, detail, hint } = (cause ?? {}) as DriverError;
  const sqlstate = /^[0-9A-Z]{5}$/.exec(textOf(code) ?? "")?.[0];
  const fields = { sqlstate, detail: textOf(detail), hint: textOf(hint) };
  return new DeployerError("cannot_connect", reasonOf(cause), fields, { cause });
}

/** Where a name has several addresses, Node collects their errors and leaves its own message empty. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

/** Whether the server has ended the session, or itself. */
function isLost(sqlstate: string): boolean {
  return sqlstate.startsWith("08") || ["57P01", "57P02", "57P03", "57P05"].includes(sqlstate);
}

/** Whether it is one of Stopgap's own schemas, or something in it, that is not there. */
function isMissing(sqlstate: string, message: string): boolean {
  return (
    (sqlstate === "3F000" && /^schema "(?:stopgap|plts)" does not exist$/.test(message)) ||
    (sqlstate === "42883" && /^function (?:stopgap|plts)\./.test(message)) ||
    (sqlstate === "42P01" && message.startsWith('relation "plts.'))
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
