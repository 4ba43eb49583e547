import { createHash, randomBytes } from "node:crypto";

const prefix = "sgp_";
const tokenBytes = 32;

/** A new token of a platform. Only its hash is kept. */
export function createPlatformToken(): { readonly token: string; readonly hash: string } {
  const token = prefix + randomBytes(tokenBytes).toString("base64url");
  return { token, hash: hashPlatformToken(token) };
}

/** SHA-256 as hex digits. A token has 256 random bits, so nothing slower is needed. */
export function hashPlatformToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
