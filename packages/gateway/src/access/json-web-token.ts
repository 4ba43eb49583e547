import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from "jose";

import { GatewayError } from "../errors/gateway-error.js";
import type { GatewaySettings } from "../settings/gateway-settings.js";

/** What a token lets its bearer do. */
export interface TokenClaims {
  readonly platform: string;
  /** Null: all of the platform. */
  readonly tenants: readonly string[] | null;
}

/**
 * Reads and checks a token.
 *
 * @throws GatewayError `invalid_token`; `unavailable` where the keys cannot be fetched.
 */
export type VerifyToken = (token: string) => Promise<TokenClaims>;

/** Signatures by a private key only: whoever can check one must not be able to make one. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];
const clockToleranceSeconds = 30;
const retryAfterSeconds = 5;

/** Checks tokens with the keys that `jwksUrl` has, and fetches them again when a token names one that is not among them. */
export function createTokenVerifier(jwt: NonNullable<GatewaySettings["jwt"]>): VerifyToken {
  const keys = createRemoteJWKSet(new URL(jwt.jwksUrl));
  const options = {
    algorithms,
    clockTolerance: clockToleranceSeconds,
    requiredClaims: ["exp"],
    ...(jwt.issuer === null ? {} : { issuer: jwt.issuer }),
    ...(jwt.audience === null ? {} : { audience: jwt.audience }),
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, options);
      return claimsOf(payload);
    } catch (error) {
      throw refusal(error);
    }
  };
}

function claimsOf(payload: JWTPayload): TokenClaims {
  const { platform, tenants } = payload;
  if (typeof platform !== "string" || platform === "") {
    throw new GatewayError("invalid_token", "The token has no claim 'platform'");
  }
  if (tenants === undefined) return { platform, tenants: null };
  if (Array.isArray(tenants) && tenants.every((each) => typeof each === "string")) {
    return { platform, tenants };
  }
  throw new GatewayError("invalid_token", "The token's claim 'tenants' is not a list of texts");
}

function refusal(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  const options = { cause: error };
  if (error instanceof errors.JWTExpired) {
    return new GatewayError("invalid_token", "The token has expired", {}, options);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const message = `The token's claim '${error.claim}' is missing or wrong`;
    return new GatewayError("invalid_token", message, {}, options);
  }
  if (isAboutToken(error)) {
    return new GatewayError("invalid_token", "The token is not valid", {}, options);
  }
  return new GatewayError(
    "unavailable",
    "The keys of tokens cannot be fetched",
    { retryAfterSeconds },
    options,
  );
}

/** Whether the token is to blame, and not what keys come from. */
function isAboutToken(error: unknown): boolean {
  return [
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JWTInvalid,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((each) => error instanceof each);
}
