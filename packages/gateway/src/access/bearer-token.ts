import type { IncomingMessage } from "node:http";

/** The token that a request brings; null where it brings none. */
export function bearerToken({ headers }: IncomingMessage): string | null {
  const { authorization } = headers;
  return authorization?.startsWith("Bearer ") ? authorization.slice("Bearer ".length) : null;
}
