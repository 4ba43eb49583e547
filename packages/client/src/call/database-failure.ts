import { CallError, ClientError } from "../errors.js";
import type { ArgsIssue, CallErrorCode, DatabaseErrorFields } from "../errors.js";
import { ConnectionError } from "../transport/connection-error.js";
import type { CallRequest } from "./call-request.js";

/** What is known of an error that PostgreSQL raised. */
export interface DatabaseFailure extends DatabaseErrorFields {
  readonly sqlstate: string;
  readonly message: string;
}

/** The error of a call, from what the driver threw. */
export function callFailure(request: CallRequest, cause: unknown): CallError {
  if (cause instanceof CallError) return cause;
  if (cause instanceof ConnectionError) {
    return new CallError(cause.code, request.path, cause.message, cause, { cause: cause.cause });
  }
  const failure = databaseFailure(cause);
  if (failure) return databaseCallError(request, failure, cause);
  return new CallError(driverCode(cause), request.path, textOf(cause), {}, { cause });
}

/** The error of a statement that is no call, such as a commit, from what the driver threw. */
export function statementFailure(cause: unknown): ClientError {
  if (cause instanceof ClientError) return cause as ClientError;
  const failure = databaseFailure(cause);
  if (failure) return new ClientError(stateCode(failure), failure.message, failure, { cause });
  return new ClientError(driverCode(cause), textOf(cause), {}, { cause });
}

/** The error of a call, from what PostgreSQL said. */
export function databaseCallError(
  request: CallRequest,
  failure: DatabaseFailure,
  cause?: unknown,
): CallError {
  const { kind, reason } = readMessage(failure.message);
  const code = kindCodes[kind] ?? stateCode(failure);
  const { issues, stack, deploymentId } = readDetail(failure.detail);
  return new CallError(
    code,
    request.path,
    failure.message,
    {
      sqlstate: failure.sqlstate,
      detail: failure.detail,
      hint: failure.hint ?? advice[code],
      reason,
      issues: code === "invalid_args" ? issues : [],
      handlerStack: stack,
      deploymentId: deploymentId ?? optionalNumber(request.deploymentId),
    },
    { cause },
  );
}

/** An error of a driver, as far as it has the fields of PostgreSQL's protocol. */
interface DriverError extends Error {
  readonly code?: unknown;
  readonly detail?: unknown;
  readonly hint?: unknown;
}

/** What a driver's error says of PostgreSQL's; undefined where it is the driver's own. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, detail, hint } = error as DriverError;
  // Codes of the operating system can look like an SQLSTATE: EPIPE.
  if (typeof code !== "string" || !/^[0-9A-Z]{5}$/.test(code) || "syscall" in error)
    return undefined;
  return {
    sqlstate: code,
    message: error.message,
    detail: optionalText(detail),
    hint: optionalText(hint),
  };
}

/** What `call_fn` puts before the message of what it called, or says itself. None of it is translated. */
const callFnMessage =
  /^stopgap\.call_fn (invalid args|wrong wrapper mode|execution failed) for '[^']*': ([^]*)$/;

function readMessage(message: string): { readonly kind: string; readonly reason: string } {
  const [, kind = "", reason = message] = callFnMessage.exec(message) ?? [];
  return { kind, reason };
}

/** What the words of `call_fn` mean, where the SQLSTATE says less. */
const kindCodes: Readonly<Record<string, CallErrorCode>> = {
  "invalid args": "invalid_args",
  "wrong wrapper mode": "wrong_mode",
};

const advice: Partial<Readonly<Record<CallErrorCode, string>>> = {
  not_found:
    "Compare the api with what is deployed: client.checkContract(). Deploy, or run `stopgap build` again.",
  not_installed: "Install or upgrade Stopgap in this database: stopgap init --db <url>",
};

/** What an SQLSTATE means for a call. */
const stateCodes: Readonly<Record<string, CallErrorCode>> = {
  "25006": "wrong_mode",
  "25P04": "timeout",
  "40001": "serialization_failure",
  "40P01": "deadlock",
  "42501": "forbidden",
  "53300": "unavailable",
  "57P01": "connection_lost",
  "57P02": "connection_lost",
  "57P03": "unavailable",
  "57P05": "connection_lost",
};

function stateCode({ sqlstate, message }: DatabaseFailure): CallErrorCode {
  if (sqlstate === "57014") return /timeout|max_runtime_ms/.test(message) ? "timeout" : "cancelled";
  if (sqlstate.startsWith("08")) return "connection_lost";
  if (isMissing(sqlstate, message)) return "not_installed";
  if (/^stopgap\.call_fn (?!execution failed)/.test(message)) return "not_found";
  return stateCodes[sqlstate] ?? "execution_failed";
}

/** Whether it is `call_fn` itself that is not there. Messages of PostgreSQL may be translated. */
function isMissing(sqlstate: string, message: string): boolean {
  return (
    (sqlstate === "3F000" && message.includes('"stopgap"')) ||
    (sqlstate === "42883" && /^(?!stopgap\.).*\bstopgap\.call_fn\(/.test(message))
  );
}

/** What the DETAIL of a function's error says, as far as a caller needs it. */
interface FailureDetail {
  readonly issues: readonly ArgsIssue[];
  readonly stack?: string | undefined;
  readonly deploymentId?: number | undefined;
}

function readDetail(detail: string | undefined): FailureDetail {
  const { issues, stack, function: called } = objectOf(detail);
  const { deploymentId } = Object(called) as { readonly deploymentId?: unknown };
  return {
    issues: Array.isArray(issues) ? issues.filter(isIssue) : [],
    stack: optionalText(stack),
    deploymentId: optionalNumber(deploymentId),
  };
}

function objectOf(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(text ?? "{}")) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

function isIssue(value: unknown): value is ArgsIssue {
  const { path, message } = Object(value) as Readonly<Record<string, unknown>>;
  return typeof path === "string" && typeof message === "string";
}

/** What an error of the driver itself means: `pg` says by its words that the connection was gone before anything was sent. */
function driverCode(error: unknown): "unavailable" | "connection_lost" {
  const isUnsent = error instanceof Error && error.message.includes("not queryable");
  return isUnsent ? "unavailable" : "connection_lost";
}

function optionalText(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
