import type { CallRequest } from "../call/call-request.js";
import { CallError } from "../errors.js";
import { readJson } from "../json/read-json.js";
import { gatewayFailure } from "./gateway-failure.js";
import { interruption } from "./connection-error.js";
import type { Transport } from "./transport.js";

/** Where a gateway is, and whose functions it is asked for. */
export interface GatewayOptions {
  /** Such as `https://gateway.internal:9000`; `/call` is added to it. */
  readonly url: string | URL;
  readonly platform: string;
  /** Default: the platform's main database. */
  readonly tenantId?: string | undefined;
  /** Sent as `Authorization: Bearer`; a function is asked before each request. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Default: the global `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Calls over HTTP. */
export class GatewayTransport implements Transport {
  readonly canRepeat = true;
  readonly #options: GatewayOptions;
  readonly #url: URL;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#url = new URL(`${String(options.url).replace(/\/+$/, "")}/call`);
  }

  async call(request: CallRequest): Promise<unknown> {
    const { fetch = globalThis.fetch } = this.#options;
    const headers = await this.#headers(request);
    const { response, text } = await this.#answer(request, async () => {
      const response = await fetch(this.#url, {
        method: "POST",
        headers,
        body: this.#body(request),
        signal: request.signal ?? null,
      });
      return { response, text: await response.text() };
    });
    if (!response.ok) throw gatewayFailure(request, response, text);
    return readResult(request, text);
  }

  async #headers({ idempotencyKey }: CallRequest): Promise<Headers> {
    const { headers = {}, token } = this.#options;
    const all = new Headers(headers);
    all.set("content-type", "application/json");
    all.set("accept", "application/json");
    if (token !== undefined) {
      all.set("authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
    }
    if (idempotencyKey !== undefined) all.set("idempotency-key", idempotencyKey);
    return all;
  }

  /** The arguments are JSON already, with every digit. */
  #body({ path, args, deploymentId }: CallRequest): string {
    const { platform, tenantId } = this.#options;
    const members = [
      `"platform":${JSON.stringify(platform)}`,
      ...(tenantId === undefined ? [] : [`"tenant_id":${JSON.stringify(tenantId)}`]),
      `"path":${JSON.stringify(path)}`,
      `"args":${args}`,
      ...(deploymentId === undefined ? [] : [`"deployment_id":${deploymentId}`]),
    ];
    return `{${members.join(",")}}`;
  }

  async #answer<T>(request: CallRequest, ask: () => Promise<T>): Promise<T> {
    try {
      return await ask();
    } catch (cause) {
      if (request.signal?.aborted === true) {
        const { code, message } = interruption(request.signal);
        throw new CallError(code, request.path, message, {}, { cause });
      }
      const code = isUnsent(cause) ? "unavailable" : "connection_lost";
      throw new CallError(code, request.path, messageOf(cause), {}, { cause });
    }
  }
}

function readResult(request: CallRequest, text: string): unknown {
  const problem = (cause?: unknown): CallError =>
    new CallError(
      "unreadable_answer",
      request.path,
      'the gateway answered no JSON object with a "result"',
      {},
      { cause },
    );
  let body: unknown;
  try {
    body = readJson(text);
  } catch (cause) {
    throw problem(cause);
  }
  if (typeof body !== "object" || body === null || !("result" in body)) throw problem();
  return body.result;
}

/** What `fetch` fails with before a connection stands. */
const unsentCodes: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function isUnsent(error: unknown): boolean {
  const { cause } = Object(error) as { readonly cause?: unknown };
  const { code } = Object(cause) as { readonly code?: unknown };
  return unsentCodes.has(code);
}

/** `fetch` tells why only in the cause of its error. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
