import type { IncomingMessage } from "node:http";

import { GatewayError } from "../errors/gateway-error.js";
import type { Registry } from "../registry/registry.js";
import { bearerToken } from "./bearer-token.js";
import type { TokenClaims, VerifyToken } from "./json-web-token.js";
import { hasHash } from "./same-secret.js";

/** Who asks, by the token of a request. */
export interface Identity {
  /**
   * Ends a request whose token is not one for what it is about.
   *
   * @param tenant - Undefined: about the whole platform; null: about its main database.
   * @throws GatewayError `invalid_token`, `platform_isolation_violation`, `unavailable`.
   */
  require(
    request: IncomingMessage,
    platform: string,
    tenant: string | null | undefined,
  ): Promise<void>;
  /**
   * The one platform that a request may see; null where it may see all, because no JSON Web Tokens are set up.
   *
   * @throws GatewayError `invalid_token`, `unavailable`.
   */
  ownPlatform(request: IncomingMessage): Promise<string | null>;
}

/**
 * Asks for the platform's own token where it has one, or for a JSON Web Token where those are set up. A platform without a token may be
 * used by whoever the networks let in, as long as no JSON Web Tokens are set up.
 */
export function createIdentity(
  registry: Pick<Registry, "findPlatform" | "platforms">,
  verifyToken: VerifyToken | null,
): Identity {
  return {
    require: async (request, platform, tenant) => {
      const tokenHash = (await registry.findPlatform(platform))?.tokenHash ?? null;
      if (tokenHash === null && verifyToken === null) return;
      const token = tokenOf(request);
      if (tokenHash !== null && hasHash(token, tokenHash)) return;
      if (verifyToken === null) {
        throw new GatewayError("invalid_token", `The token is not that of platform '${platform}'`);
      }
      checkClaims(await verifyToken(token), platform, tenant);
    },
    ownPlatform: async (request) => {
      if (verifyToken === null) return null;
      const token = tokenOf(request);
      const owner = (await registry.platforms()).find(
        ({ tokenHash }) => tokenHash !== null && hasHash(token, tokenHash),
      );
      return owner?.name ?? (await verifyToken(token)).platform;
    },
  };
}

function tokenOf(request: IncomingMessage): string {
  const token = bearerToken(request);
  if (token !== null) return token;
  throw new GatewayError("invalid_token", "Send a token: Authorization: Bearer <token>");
}

function checkClaims(
  claims: TokenClaims,
  platform: string,
  tenant: string | null | undefined,
): void {
  if (claims.platform !== platform) {
    throw new GatewayError(
      "platform_isolation_violation",
      `Platform '${claims.platform}' cannot access databases belonging to '${platform}'`,
    );
  }
  if (claims.tenants === null) return;
  if (tenant === null || tenant === undefined) {
    throw new GatewayError(
      "platform_isolation_violation",
      `The token is for some tenants of platform '${platform}', and this is about more than one of them`,
    );
  }
  if (!claims.tenants.includes(tenant)) {
    throw new GatewayError(
      "platform_isolation_violation",
      `The token is not for tenant '${tenant}' of platform '${platform}'`,
    );
  }
}
