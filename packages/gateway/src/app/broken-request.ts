import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

import { errorBody } from "../errors/error-body.js";
import { GatewayError } from "../errors/gateway-error.js";

/** Answers what is not HTTP, before there is a request. */
export function answerBrokenRequest(error: Partial<NodeJS.ErrnoException>, socket: Socket): void {
  if (error.code === "ECONNRESET" || socket.destroyed) return;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const [status, answer] = meaning(error.code);
  const body = JSON.stringify(errorBody(answer));
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n` +
      "Content-Type: application/json; charset=utf-8\r\n" +
      `Content-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}

function meaning(code: string | undefined): readonly [number, GatewayError] {
  if (code === "HPE_HEADER_OVERFLOW") {
    return [431, new GatewayError("payload_too_large", "The headers are larger than is allowed")];
  }
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return [408, new GatewayError("timeout", "The request did not come whole in time")];
  }
  return [400, new GatewayError("invalid_request", "This is not a valid HTTP request")];
}
