import { createHash } from "node:crypto";

import { calledName } from "../calls/call.js";
import type { Call, Parameters } from "../calls/call.js";
import { compactJson } from "../calls/json-text.js";
import { GatewayError } from "../errors/gateway-error.js";

/** How long a key's first answer is kept, as PostgreSQL's interval. */
export const keptFor = "24 hours";

const longestKey = 255;

/**
 * The key of a request's `Idempotency-Key`; undefined where it has none.
 *
 * @throws GatewayError `invalid_request` for one that is empty, too long, or of other than visible characters.
 */
export function readIdempotencyKey(
  header: string | readonly string[] | undefined,
): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header === "string" && header.length <= longestKey && /^[\x21-\x7e]+$/.test(header)) {
    return header;
  }
  throw new GatewayError("invalid_request", "Invalid Idempotency-Key", {
    reason: `it must be one value of 1 to ${longestKey} visible ASCII characters`,
  });
}

/** What a key was first used for. The same request has the same one, however its JSON is laid out. */
export function fingerprint(call: Call): string {
  const parts = [call.kind, calledName(call), ...contents(call)];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function contents(call: Call): readonly unknown[] {
  return call.kind === "path"
    ? [compactJson(call.args), call.deploymentId]
    : [parametersText(call.parameters)];
}

function parametersText(parameters: Parameters): readonly unknown[] {
  return "length" in parameters
    ? parameters.map(compactJson)
    : [...parameters].sort(byName).map(([name, value]) => [name, compactJson(value)]);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}
