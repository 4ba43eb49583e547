import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";

/** Finds who asks. */
export type ClientAddress = (request: IncomingMessage) => string | undefined;

/**
 * Who asks is the other end of the socket; where that is a trusted proxy, it is who `X-Forwarded-For` says it is, back to the first
 * address that is not trusted. From anybody else the header counts for nothing.
 *
 * @param trustedProxies - Networks.
 */
export function createClientAddress(trustedProxies: readonly string[]): ClientAddress {
  const ofSocket: ClientAddress = (request) => request.socket.remoteAddress;
  if (trustedProxies.length === 0) return ofSocket;
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) =>
    request.headers["x-forwarded-for"] === undefined || request.socket.remoteAddress === undefined
      ? ofSocket(request)
      : proxyAddr(request, trust);
}
