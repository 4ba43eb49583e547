import type { CallRequest } from "../call/call-request.js";
import { callFailure } from "../call/database-failure.js";
import { CallError } from "../errors.js";
import { readJson } from "../json/read-json.js";
import type { Connection } from "./connection.js";

/** The function's result leaves as text, which keeps every digit and depends on no type parser of the driver. */
const statement = {
  name: "stopgap_call",
  text: "select stopgap.call_fn($1, $2::jsonb, $3)::text as answer",
};
const pinnedStatement = {
  name: "stopgap_pinned_call",
  text: "select stopgap.call_fn($1, $2::jsonb, $3, $4)::text as answer",
};

/** Makes a call as one statement. */
export async function callOnConnection(
  connection: Connection,
  request: CallRequest,
): Promise<unknown> {
  const { path, args, env, deploymentId } = request;
  const values = [path, args, env ?? null];
  const { rows } = await connection.run(
    deploymentId === undefined
      ? { ...statement, values }
      : { ...pinnedStatement, values: [...values, String(deploymentId)] },
  );
  return readAnswer(request, rows[0]);
}

function readAnswer(request: CallRequest, row: unknown): unknown {
  const { answer } = Object(row) as { readonly answer?: unknown };
  if (answer === null) return null;
  try {
    if (typeof answer === "string") return readJson(answer);
  } catch (cause) {
    throw unreadable(request, cause);
  }
  throw unreadable(request);
}

function unreadable({ path }: CallRequest, cause?: unknown): CallError {
  return new CallError("unreadable_answer", path, "the database answered no JSON", {}, { cause });
}

/** Makes a call, with the errors that calls have. */
export async function tryCall(
  request: CallRequest,
  call: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    throw callFailure(request, error);
  }
}
