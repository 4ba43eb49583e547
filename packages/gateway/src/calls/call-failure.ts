import { DatabaseError } from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import type { GatewayErrorFields } from "../errors/gateway-error.js";
import { calledName } from "./call.js";
import type { Call } from "./call.js";
import { refusals } from "./call-statement.js";
import type { ResultLimits } from "./call-statement.js";
import type { Chosen } from "./choose-overload.js";
import { PipelineError } from "./pipeline.js";

/** What an error of the database is about. */
export interface FailedCall {
  readonly call: Call;
  readonly database: string;
  readonly limits: ResultLimits;
  /** The function that was called, where it is one in SQL. */
  readonly chosen: Chosen | null;
}

/** PostgreSQL's error, where that is what has led to this one. */
export function databaseError(error: unknown): DatabaseError | null {
  const cause = error instanceof PipelineError ? error.cause : error;
  return cause instanceof DatabaseError ? cause : null;
}

/** What a caller is told of an error of a call. */
export function callFailure(failed: FailedCall, error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const { call, database, limits } = failed;
  const name = calledName(call);
  const said = databaseError(error);
  if (!said) {
    // Nobody knows how far it got.
    const fields = { database, reason: messageOf(error), sqlstate: "08006" };
    const message = `The connection to database '${database}' was lost`;
    return new GatewayError("connection_failed", message, fields, { cause: error });
  }
  const fields = databaseFields(database, said);
  const { code = "", message } = said;
  const failure = (
    ...[kind, text, more = fields]: [GatewayErrorCodeOf, string, GatewayErrorFields?]
  ): GatewayError => new GatewayError(kind, text, more, { cause: error });

  if (isAboutInput(error, code)) return inputFailure(failed, said, error);
  if (code === "42704" && message.includes(refusals.tooManyRows)) {
    return failure(
      "unprocessable",
      `The result of '${name}' has more than ${limits.resultRows} rows`,
      {
        database,
        hint: "Let the function return fewer, a page at a time.",
      },
    );
  }
  if (code === "42704" && message.includes(refusals.tooManyBytes)) {
    return failure(
      "unprocessable",
      `The result of '${name}' has more than ${limits.resultBytes} bytes`,
      {
        database,
        hint: "Let the function return less, a page at a time.",
      },
    );
  }
  if (code === "57014" && /timeout|max_runtime_ms/.test(message)) {
    return failure("timeout", `'${name}' took longer than ${call.timeoutMs} ms`);
  }
  if (/^(?:08|57P|53300)/.test(code)) {
    return failure("connection_failed", `The connection to database '${database}' was lost`);
  }
  if (call.kind === "path") {
    if (isUnknownPath(code, message)) {
      return failure("function_not_found", `Function '${name}' not found`);
    }
    if (message.startsWith("stopgap.call_fn invalid path ")) {
      return failure("invalid_request", `Invalid function path: ${name}`);
    }
    if (message.startsWith("stopgap.call_fn invalid args for ")) {
      return failure("unprocessable", `The arguments of '${name}' are not what it takes`);
    }
  }
  return failure("query_failed", `Query for function '${name}' failed`);
}

type GatewayErrorCodeOf = ConstructorParameters<typeof GatewayError>[0];

function databaseFields(database: string, said: DatabaseError): GatewayErrorFields {
  const { message, code, detail, hint } = said;
  return { database, reason: message, sqlstate: code, detail, hint };
}

/** Whether a value was none of its parameter's type, before the function ran. */
function isAboutInput(error: unknown, code: string): boolean {
  return (
    error instanceof PipelineError &&
    (error.stage === "parameters" || (error.stage === "call" && !error.isBound)) &&
    /^(?:22|23|54)/.test(code)
  );
}

function inputFailure(
  { call, database, chosen }: FailedCall,
  said: DatabaseError,
  cause: unknown,
): GatewayError {
  const position = Number(/\$(\d+)/.exec(said.where ?? "")?.[1]);
  const parameter = chosen?.arguments[position - 1]?.parameter;
  const which = parameter
    ? `parameter ${parameter.name ?? position} (${parameter.label})`
    : call.kind === "path"
      ? "args"
      : "a parameter";
  return new GatewayError(
    "unprocessable",
    `Invalid value for ${which} of function '${calledName(call)}'`,
    // The value itself is nothing for messages.
    { database, reason: said.message.replace(/"[^]*"/, '"..."'), sqlstate: said.code },
    { cause },
  );
}

/** Whether the database has no function of that path, or no Stopgap at all. */
function isUnknownPath(code: string, message: string): boolean {
  return (
    (code === "42883" && /^stopgap\.call_fn unknown path |\bstopgap\.call_fn\(/.test(message)) ||
    (code === "3F000" && message.includes('"stopgap"'))
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
