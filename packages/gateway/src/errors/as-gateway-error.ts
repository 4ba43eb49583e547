import type { FastifyError } from "fastify";

import { GatewayError, type GatewayErrorCode } from "./gateway-error.js";
import { validationError } from "./validation-error.js";

/** What errors of the framework and its plugins mean to a caller, by their codes. */
const known: Readonly<Record<string, readonly [GatewayErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["payload_too_large", "The body is larger than is allowed"],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    "unsupported_media_type",
    "The content type of the body is not one that this route reads",
  ],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["invalid_request", "The body is empty; send a JSON object"],
  FST_ERR_CTP_INVALID_JSON_BODY: ["invalid_request", "The body is not valid JSON"],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    "invalid_request",
    "The body is not as long as Content-Length says",
  ],
  FST_ERR_BAD_URL: ["invalid_request", "The path is not a valid URL path"],
  FST_ERR_MAX_PARAM_LENGTH: ["invalid_request", "A part of the path is too long"],
  FST_INVALID_MULTIPART_CONTENT_TYPE: [
    "unsupported_media_type",
    "Send the form as multipart/form-data",
  ],
  FST_REQ_FILE_TOO_LARGE: ["payload_too_large", "A file of the form is larger than is allowed"],
  FST_PARTS_LIMIT: ["payload_too_large", "The form has more parts than are allowed"],
  FST_FILES_LIMIT: ["payload_too_large", "The form has more files than are allowed"],
  FST_FIELDS_LIMIT: ["payload_too_large", "The form has more fields than are allowed"],
};

/** Any error as one that a caller can be told. What is not known becomes `internal_error` and says nothing of itself. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const { code = "", statusCode, validation, validationContext } = partsOf(error);
  const violation = validation?.[0];
  if (violation) return validationError(violation, validationContext);
  const meaning = known[code];
  if (meaning) return new GatewayError(meaning[0], meaning[1], {}, { cause: error });
  if (statusCode === 413) {
    return new GatewayError("payload_too_large", "The request is too large", {}, { cause: error });
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new GatewayError(
      "invalid_request",
      "The request cannot be understood",
      {},
      {
        cause: error,
      },
    );
  }
  return new GatewayError(
    "internal_error",
    "Something unexpected went wrong; the gateway's log says what, under the x-request-id of this answer",
    {},
    { cause: error },
  );
}

function partsOf(error: unknown): Partial<FastifyError> {
  return error instanceof Error ? error : {};
}
