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
   * Tells whether a request may see a platform, by its name: the one of its token, and those without a token where no JSON Web Tokens are
   * set up.
   *
   * @throws GatewayError `invalid_token`, `unavailable`.
   */
  visible(request: IncomingMessage): Promise<(platform: string) => boolean>;
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
    visible: async (request) => {
      const token = verifyToken === null ? bearerToken(request) : tokenOf(request);
      const withToken = (await registry.platforms()).filter(({ tokenHash }) => tokenHash !== null);
      const own = withToken.find(
        ({ tokenHash }) => token !== null && tokenHash !== null && hasHash(token, tokenHash),
      )?.name;
      if (verifyToken === null) {
        const others = new Set(withToken.map(({ name }) => name).filter((name) => name !== own));
        return (platform) => !others.has(platform);
      }
      const named = own ?? (await verifyToken(token ?? "")).platform;
      return (platform) => platform === named;
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
