import { Type } from "typebox";
import type { Static } from "typebox";

import { GatewayError } from "../errors/gateway-error.js";
import type { DatabaseIdentity } from "../registry/registry.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";
import type { Call, Parameters } from "./call.js";
import { jsonElements, jsonKind, jsonMembers } from "./json-text.js";
import type { JsonText } from "./json-text.js";

/** Names hold no control characters, which PostgreSQL or a log would stumble over. */
const name = (description: string) =>
  Type.String({
    minLength: 1,
    maxLength: 255,
    pattern: "^[^\\u0000-\\u001f\\u007f]*$",
    description,
  });

/** What `POST /call` takes. */
export const callBodySchema = Type.Object(
  {
    platform: name("Whose database it is"),
    tenant_id: Type.Optional(
      Type.Union(
        [Type.Null(), Type.String({ maxLength: 255, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })],
        {
          description: "The tenant; null, empty or left out for the platform's main database",
        },
      ),
    ),
    schema_name: Type.Optional(
      name("With `database_id`: the schema that the database was created from"),
    ),
    database_id: Type.Optional(name("The database's id among those of its schema")),
    function: Type.Optional(
      Type.String({ description: "A function in SQL, found by the database's search path" }),
    ),
    params: Type.Optional(
      Type.Union([Type.Array(Type.Unknown()), Type.Record(Type.String(), Type.Unknown())], {
        description: "Its parameters by position, or by name",
      }),
    ),
    path: Type.Optional(
      Type.String({ description: "A deployed TypeScript function, such as `api.users.get`" }),
    ),
    args: Type.Optional(Type.Unknown({ description: "What the TypeScript function gets" })),
    deployment_id: Type.Optional(
      Type.Union([Type.Integer({ minimum: 1 }), Type.String({ pattern: "^[1-9][0-9]{0,18}$" })], {
        description: "The deployment whose function is called. Default: the active one",
      }),
    ),
    timeout_ms: Type.Optional(
      Type.Integer({ minimum: 1, description: "How long it may take, in milliseconds" }),
    ),
    read_only: Type.Optional(
      Type.Boolean({
        description:
          "Whether the call may only read. Default: true for stable and immutable functions and for queries, else false",
      }),
    ),
  },
  { additionalProperties: false },
);

export type CallBody = Static<typeof callBodySchema>;

/** A call, and the database that it is for. */
export interface ReadCall {
  readonly platform: string;
  readonly identity: DatabaseIdentity;
  /** By whom tokens are checked; null for the main database. */
  readonly tenant: string | null;
  readonly call: Call;
}

/**
 * Reads a call from a request's body.
 *
 * @param text - The same body as it came: values are taken from there, with every digit.
 * @throws GatewayError `invalid_request`, `unprocessable`.
 */
export function readCall(
  body: CallBody,
  text: JsonText,
  idempotencyKey: string | undefined,
  limits: Pick<GatewaySettings["limits"], "parameters" | "callTimeoutMs" | "maxCallTimeoutMs">,
): ReadCall {
  const options = {
    timeoutMs: readTimeout(body, limits),
    readOnly: body.read_only,
    idempotencyKey,
  };
  const values = jsonMembers(text);
  return {
    platform: body.platform,
    ...readIdentity(body),
    call:
      body.path === undefined
        ? {
            kind: "function",
            name: readName(body),
            parameters: readParameters(values.get("params"), limits.parameters),
            ...options,
          }
        : {
            kind: "path",
            path: readPath(body, body.path),
            args: values.get("args") ?? "{}",
            deploymentId: readDeployment(values.get("deployment_id")),
            ...options,
          },
  };
}

function readIdentity({
  tenant_id: tenantId,
  schema_name: schemaName,
  database_id: databaseId,
}: CallBody): Pick<ReadCall, "identity" | "tenant"> {
  if (schemaName === undefined && databaseId === undefined) {
    // An empty one means the main database, as in forms.
    const tenant = tenantId === undefined || tenantId === "" ? null : tenantId;
    return { identity: { kind: "tenant", tenantId: tenant }, tenant };
  }
  if (schemaName === undefined) throw missing("schema_name");
  if (databaseId === undefined) throw missing("database_id");
  if (tenantId !== undefined) throw excluded("tenant_id", "database_id");
  return { identity: { kind: "schema", schemaName, databaseId }, tenant: databaseId };
}

function readName(body: CallBody): string {
  const { function: called } = body;
  if (called === undefined) throw missing("function");
  if (body.args !== undefined) throw excluded("args", "function");
  if (body.deployment_id !== undefined) throw excluded("deployment_id", "function");
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(called)) return called;
  throw new GatewayError("invalid_request", `Invalid function name: ${called.slice(0, 100)}`, {
    hint: "It begins with a lower-case letter or _, followed by at most 62 of a-z, 0-9 and _; a schema is found by the database's search path.",
  });
}

function readPath(body: CallBody, path: string): string {
  if (body.function !== undefined) throw excluded("function", "path");
  if (body.params !== undefined) throw excluded("params", "path");
  return path;
}

function readParameters(value: JsonText | undefined, most: number): Parameters {
  if (value === undefined) return [];
  const parameters = jsonKind(value) === "array" ? jsonElements(value) : jsonMembers(value);
  const count = "length" in parameters ? parameters.length : parameters.size;
  if (count <= most) return parameters;
  throw new GatewayError("unprocessable", `A call takes at most ${most} parameters`, {
    reason: `there are ${count}`,
  });
}

function readDeployment(value: JsonText | undefined): string | null {
  if (value === undefined) return null;
  const id = /^"?(\d{1,19})"?$/.exec(value)?.[1];
  if (id !== undefined) return id;
  throw new GatewayError("unprocessable", "Field 'deployment_id' must be written as an integer");
}

function readTimeout(
  { timeout_ms: asked }: CallBody,
  {
    callTimeoutMs,
    maxCallTimeoutMs,
  }: Pick<GatewaySettings["limits"], "callTimeoutMs" | "maxCallTimeoutMs">,
): number {
  if (asked === undefined) return callTimeoutMs;
  if (asked <= maxCallTimeoutMs) return asked;
  throw new GatewayError("unprocessable", `Field 'timeout_ms' must be at most ${maxCallTimeoutMs}`);
}

function missing(field: string): GatewayError {
  return new GatewayError("invalid_request", `Missing required field: ${field}`);
}

function excluded(field: string, other: string): GatewayError {
  return new GatewayError("unprocessable", `Field '${field}' does not go with '${other}'`);
}
