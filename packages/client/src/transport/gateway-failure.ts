import type { CallRequest } from "../call/call-request.js";
import { databaseCallError } from "../call/database-failure.js";
import { CallError } from "../errors.js";
import type { CallErrorCode } from "../errors.js";

/** What a gateway says of an error: `{ error, message, cause?, sqlstate?, detail?, hint? }`. */
type ErrorBody = Readonly<Record<string, unknown>>;

/** The error of a call, from a response that is none of success. */
export function gatewayFailure(request: CallRequest, response: Response, text: string): CallError {
  const body = errorBody(text);
  const message = textOf(body["message"]) ?? `the gateway answered with status ${response.status}`;
  const detail = detailOf(body["detail"]);
  const hint = textOf(body["hint"]);
  const said = textOf(body["cause"]);
  const sqlstate = textOf(body["sqlstate"]);
  if (sqlstate !== undefined) {
    return databaseCallError(request, { sqlstate, message: said ?? message, detail, hint });
  }
  return new CallError(statusCode(response.status), request.path, message, {
    detail: detail ?? said,
    hint,
    reason: said,
    retryAfterMs: retryAfterMs(response.headers.get("retry-after")),
  });
}

function errorBody(text: string): ErrorBody {
  try {
    return Object(JSON.parse(text)) as ErrorBody;
  } catch {
    return {};
  }
}

const statusCodes: Readonly<Record<number, CallErrorCode>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  429: "unavailable",
  // A proxy has lost the gateway in the middle of it.
  502: "connection_lost",
  503: "unavailable",
  504: "timeout",
};

function statusCode(status: number): CallErrorCode {
  return statusCodes[status] ?? (status >= 500 ? "execution_failed" : "refused");
}

/** Seconds, or a date. */
function retryAfterMs(header: string | null): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** The detail of a function's error is JSON; a gateway may send it as it is, or as text. */
function detailOf(detail: unknown): string | undefined {
  return typeof detail === "object" && detail !== null ? JSON.stringify(detail) : textOf(detail);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
