import { GatewayError } from "./gateway-error.js";

/** What the validator says of a request, of which only this much is read. */
export interface Violation {
  readonly keyword: string;
  /** Where, such as `/params/0`. */
  readonly instancePath: string;
  /** What the schema asks for, such as `must be string`. It never has the value that was found. */
  readonly message?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

const parts: Readonly<Record<string, string>> = {
  body: "The body",
  querystring: "The query",
  params: "The path",
  headers: "The headers",
};

/**
 * The error for a request that is not as its route's schema says: 400 where something is missing, 422 for the rest.
 *
 * @param part - `body`, `querystring`, `params` or `headers`.
 */
export function validationError(
  { keyword, instancePath, message = "is not valid", params }: Violation,
  part = "body",
): GatewayError {
  const field = (name: unknown): string =>
    [...instancePath.split("/").slice(1), String(name)].join(".");
  if (keyword === "required") {
    return new GatewayError(
      "invalid_request",
      `Missing required field: ${field(params["missingProperty"])}`,
    );
  }
  if (keyword === "additionalProperties" || keyword === "unevaluatedProperties") {
    const name = params["additionalProperty"] ?? params["unevaluatedProperty"];
    return new GatewayError("unprocessable", `Unknown field: ${field(name)}`);
  }
  if (instancePath === "" && keyword === "type") {
    return new GatewayError("invalid_request", `${parts[part] ?? part} ${message}`);
  }
  const where = instancePath.slice(1).replaceAll("/", ".");
  const asked = keyword === "enum" ? `${message}: ${listed(params["allowedValues"])}` : message;
  return new GatewayError(
    "unprocessable",
    where === "" ? `${parts[part] ?? part} ${asked}` : `Field '${where}' ${asked}`,
  );
}

function listed(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(", ") : "";
}
