import type { IncomingMessage } from "node:http";

import { bearerToken } from "./bearer-token.js";
import { isSameSecret } from "./same-secret.js";
import type { NetworkGuard } from "./network-guard.js";

/** The status that an admin request is refused with, or null where it is not: 503 without a token to compare with, 403, 401. */
export type AdminGuard = (request: IncomingMessage) => 503 | 403 | 401 | null;

/**
 * Guards what only an administrator may do.
 *
 * @param adminToken - Null: nobody may.
 */
export function createAdminGuard(adminToken: string | null, network: NetworkGuard): AdminGuard {
  return (request) => {
    if (adminToken === null) return 503;
    if (!network.allows(request)) return 403;
    const given = bearerToken(request);
    return given !== null && isSameSecret(given, adminToken) ? null : 401;
  };
}
