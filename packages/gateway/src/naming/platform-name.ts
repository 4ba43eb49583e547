import { GatewayError } from "../errors/gateway-error.js";
import { sanitizeName } from "./database-name.js";

const rolePrefix = "stopgap_platform_";
const ownerPrefix = "stopgap_owner_";
const longestRoleName = 63;

/** Unicode letters and digits, and `_`. */
const alphanumeric = /^[\p{Alphabetic}\p{N}_]+$/u;

/**
 * What databases, role and folder of a platform are named after. No two platforms have the same.
 *
 * @throws GatewayError `invalid_request` where nothing of the name is left, or too much.
 * @example
 * platformKey("Institute-App"); // "institute_app"
 */
export function platformKey(platform: string): string {
  const key = sanitizeName(platform);
  const longest = longestRoleName - rolePrefix.length;
  if (key === "")
    throw new GatewayError(
      "invalid_request",
      `Invalid platform name: ${platform}. Must have a letter or digit of ASCII.`,
    );
  if (key.length > longest)
    throw new GatewayError(
      "invalid_request",
      `Invalid platform name: it has ${key.length} characters, and the most is ${longest}.`,
    );
  return key;
}

/** The role that calls of a platform run as. It owns nothing. */
export function platformRole(platform: string): string {
  return rolePrefix + platformKey(platform);
}

/** The role that owns a platform's databases, and that its schemas are applied as. */
export function ownerRole(platform: string): string {
  return ownerPrefix + platformKey(platform);
}

/** @throws GatewayError `invalid_request` for a name that no platform can be registered under. */
export function checkPlatformName(platform: string): void {
  if (!alphanumeric.test(platform))
    throw new GatewayError(
      "invalid_request",
      `Invalid platform name: ${platform}. Must be alphanumeric with underscores.`,
    );
  platformKey(platform);
}

/** @throws GatewayError `invalid_request` for a name that no schema can be stored under. */
export function checkSchemaName(schemaName: string): void {
  if (!alphanumeric.test(schemaName) || schemaName.length > longestRoleName)
    throw new GatewayError(
      "invalid_request",
      `Invalid schema name: ${schemaName}. Must be alphanumeric with underscores.`,
    );
}
