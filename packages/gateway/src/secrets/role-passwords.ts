import { type DerivedKeys, deriveKeys, secretKeys } from "./derived-keys.js";

/** The password of a platform's role on a server. Nothing of it is stored: whoever has the key knows it. */
export type RolePasswords = (server: string, role: string) => string;

/**
 * The passwords that follow from a setting; null where there is none, and platforms have no logins of their own.
 *
 * @param secretKey - As `createSecretBox` takes it; the first key counts.
 * @throws GatewayError `invalid_request` for a key that is too short.
 */
export function rolePasswords(secretKey: string | null): RolePasswords | null {
  const [first] = secretKeys(secretKey);
  if (first === undefined) return null;
  let derive: DerivedKeys | undefined;
  return (server, role) => {
    derive ??= deriveKeys(first);
    const purpose = JSON.stringify(["password", server, role]);
    return Buffer.from(derive(purpose, 32)).toString("base64url");
  };
}
