import type { SecretBox } from "../secrets/secret-box.js";
import type { Platform } from "./registry.js";

/** Credentials as they are stored: the password sealed, for this platform alone. */
export interface StoredCredentials {
  readonly db_user: string | null;
  readonly db_password: string | null;
}

/** @throws GatewayError `invalid_request` without a key. */
export function sealCredentials(
  secrets: SecretBox,
  platform: string,
  credentials: Platform["credentials"],
): StoredCredentials {
  return credentials
    ? { db_user: credentials.user, db_password: secrets.seal(credentials.password, platform) }
    : { db_user: null, db_password: null };
}

/** @throws GatewayError `internal_error` where its key is not given. */
export function openCredentials(
  secrets: SecretBox,
  platform: string,
  { db_user: user, db_password: sealed }: StoredCredentials,
): Platform["credentials"] {
  return user === null || sealed === null
    ? null
    : { user, password: secrets.open(sealed, platform) };
}
