import { hkdfSync, scryptSync } from "node:crypto";

import { GatewayError } from "../errors/gateway-error.js";

const shortestKey = 16;

/** Bytes of a key for one purpose; those of two purposes have nothing to do with each other. */
export type DerivedKeys = (purpose: string, length: number) => Uint8Array;

/**
 * The keys of a setting, the one that counts for what is new first.
 *
 * @throws GatewayError `invalid_request` for a key that is too short.
 */
export function secretKeys(secretKey: string | null): readonly string[] {
  const keys = (secretKey ?? "")
    .split(",")
    .map((key) => key.trim())
    .filter((key) => key !== "");
  if (keys.some((key) => key.length < shortestKey))
    throw new GatewayError(
      "invalid_request",
      `STOPGAP_SECRET_KEY has a key of less than ${shortestKey} characters`,
    );
  return keys;
}

/** What is derived of a key of the setting. */
export function deriveKeys(secretKey: string): DerivedKeys {
  // Slow, and done once: a key that a person has thought of is worth guessing.
  const root = scryptSync(secretKey, "stopgap gateway", 32);
  return (purpose, length) => new Uint8Array(hkdfSync("sha256", root, "", purpose, length));
}
