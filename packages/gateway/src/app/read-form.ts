import type { FastifyRequest } from "fastify";

import { GatewayError } from "../errors/gateway-error.js";

/** What a form may have. Anything else is left out, and the log says so. */
export interface FormParts {
  readonly fields: readonly string[];
  readonly files: readonly string[];
}

/** A form that has come whole. */
export interface Form {
  /** By name; of a name that came twice the last one. */
  readonly fields: ReadonlyMap<string, string>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a form of `multipart/form-data` into memory, within the limits of the application.
 *
 * @throws GatewayError `unsupported_media_type`, `payload_too_large`, `invalid_request`
 * @example
 * const form = await readForm(request, { fields: ["platform"], files: ["schema"] });
 * const platform = requiredField(form, "platform");
 */
export async function readForm(request: FastifyRequest, known: FormParts): Promise<Form> {
  const fields = new Map<string, string>();
  const files = new Map<string, Uint8Array>();
  const leftOut = (name: string): void => {
    request.log.warn({ field: name.slice(0, 100) }, "a field of the form means nothing");
  };
  try {
    for await (const part of request.parts()) {
      const name = part.fieldname;
      if (part.type === "file") {
        // Also what is not wanted must be read for the next part to come.
        const bytes = await part.toBuffer();
        if (known.files.includes(name)) files.set(name, bytes);
        else leftOut(name);
      } else if (known.fields.includes(name)) {
        if (part.valueTruncated) throw tooLarge(name);
        fields.set(name, String(part.value));
      } else if (known.files.includes(name)) {
        throw new GatewayError("invalid_request", `Send ${name} as a file, with a file name`);
      } else leftOut(name);
    }
  } catch (error) {
    throw formFailure(error);
  }
  return { fields, files };
}

/**
 * A field, or a file, that must be there.
 *
 * @throws GatewayError `invalid_request` with its name
 */
export function requiredPart<Part>(parts: ReadonlyMap<string, Part>, name: string): Part {
  const part = parts.get(name);
  if (part !== undefined && part !== "") return part;
  throw new GatewayError("invalid_request", `Missing required field: ${name}`);
}

function tooLarge(name: string): GatewayError {
  return new GatewayError("payload_too_large", `The field ${name} is larger than is allowed`);
}

/** What the plugin itself has to say has a code; what it does not understand has none. */
function formFailure(error: unknown): unknown {
  const { code } = Object(error) as { readonly code?: unknown };
  if (error instanceof GatewayError) return error;
  if (typeof code === "string" && code.startsWith("FST_")) return error;
  return new GatewayError(
    "invalid_request",
    "The body is not a whole form of multipart/form-data",
    {},
    { cause: error },
  );
}
