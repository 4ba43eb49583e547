import { createHash, timingSafeEqual } from "node:crypto";

/** Compares in a time that tells nothing of the secret, its length neither. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

/** Compares with a secret of which only the SHA-256 is known, as hex digits. */
export function hasHash(given: string, hash: string): boolean {
  const wanted = Buffer.from(hash, "hex");
  const found = digest(given);
  return wanted.length === found.length && timingSafeEqual(found, wanted);
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
