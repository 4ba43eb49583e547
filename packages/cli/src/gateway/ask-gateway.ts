import { setTimeout as wait } from "node:timers/promises";

import { redact } from "../connection/redact.js";
import { CliError } from "../errors/cli-error.js";
import { exitCodes } from "../errors/exit-code.js";
import type { Invocation } from "../invocation.js";
import type { GatewayTarget } from "./gateway-options.js";

/** What the gateway has answered. */
export interface GatewayAnswer {
  /** As it came, with every digit. */
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** It may be there soon. */
const notThere = new Set([502, 503, 504]);

/**
 * Asks the gateway, again while it is not there.
 *
 * @param body - A form; any other value is sent as JSON.
 * @throws {CliError} `cannot_connect`; the gateway's own `error` where it refuses; `unreadable_answer`
 */
export async function askGateway(
  { context, reporter }: Pick<Invocation, "context" | "reporter">,
  target: GatewayTarget,
  path: string,
  body: FormData | object,
): Promise<GatewayAnswer> {
  const { url, token, retries, retryDelaySeconds } = target;
  const address = new URL(path.slice(1), url.endsWith("/") ? url : `${url}/`);
  const isForm = body instanceof FormData;
  for (let attempt = 0; ; attempt += 1) {
    const answer = await fetch(address, {
      method: "POST",
      headers: {
        ...(isForm ? {} : { "content-type": "application/json" }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: isForm ? body : JSON.stringify(body),
      signal: context.interruption,
    }).catch((cause: unknown) => notReached(address, cause));
    const failure = answer instanceof CliError ? answer : await failureOf(answer);
    if (!(failure instanceof CliError)) return failure;
    const isGone = answer instanceof CliError || notThere.has(answer.status);
    if (!isGone || attempt >= retries || context.interruption.aborted) throw failure;
    reporter.note(
      `${failure.message}; again in ${String(retryDelaySeconds)} s (${String(attempt + 1)} of ${String(retries)})`,
    );
    await wait(retryDelaySeconds * 1000, undefined, { signal: context.interruption });
  }
}

function notReached(address: URL, error: unknown): CliError {
  const { cause = error } = Object(error) as { readonly cause?: unknown };
  const { code, message = "" } = Object(cause) as Partial<NodeJS.ErrnoException>;
  const reason = message === "" ? (code ?? "unknown") : message;
  return new CliError(
    "cannot_connect",
    exitCodes.cannotConnect,
    `the gateway at ${redact(address.origin)} cannot be reached: ${reason}`,
    { cause: error },
  );
}

async function failureOf(answer: Response): Promise<GatewayAnswer | CliError> {
  const text = await answer.text();
  const body = parseObject(text);
  if (!body) {
    return new CliError(
      "unreadable_answer",
      exitCodes.unreadableAnswer,
      `the gateway answered ${String(answer.status)} without a JSON object`,
    );
  }
  if (answer.ok) return { text, body };
  const word = (name: string): string | undefined =>
    typeof body[name] === "string" ? body[name] : undefined;
  return new CliError(
    word("error") ?? "refused",
    exitCodes.refused,
    word("message") ?? `the gateway answered ${String(answer.status)}`,
    { detail: word("cause") ?? word("detail"), hint: word("hint"), sqlstate: word("sqlstate") },
  );
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
