import type { FastifyReply } from "fastify";

import { errorBody } from "./error-body.js";
import type { GatewayError } from "./gateway-error.js";

/** Answers with an error. */
export function sendError(reply: FastifyReply, error: GatewayError): FastifyReply {
  const { retryAfterSeconds } = error.fields;
  if (retryAfterSeconds !== undefined) reply.header("retry-after", String(retryAfterSeconds));
  if (error.status === 401) reply.header("www-authenticate", "Bearer");
  return reply
    .code(error.status)
    .header("content-type", "application/json; charset=utf-8")
    .serializer(JSON.stringify)
    .send(errorBody(error));
}
