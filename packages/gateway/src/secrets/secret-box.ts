import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

import { GatewayError } from "../errors/gateway-error.js";
import { type DerivedKeys, deriveKeys, secretKeys } from "./derived-keys.js";

const format = "v1";
const cipher = "aes-256-gcm";
const nonceBytes = 12;
const tagBytes = 16;

/** Encrypts what is stored, under the keys of `STOPGAP_SECRET_KEY`. */
export interface SecretBox {
  /**
   * @param context - What the secret belongs to. It opens under the same context only.
   * @throws GatewayError `invalid_request` where there is no key.
   */
  seal(secret: string, context: string): string;
  /** @throws GatewayError `internal_error` where its key is not among those that are given, or it was changed. */
  open(sealed: string, context: string): string;
  /** Whether it is sealed under a key that is not the first any more. */
  isOutdated(sealed: string): boolean;
}

interface Key {
  readonly id: string;
  readonly bytes: Uint8Array;
}

/**
 * A box with the keys of a setting.
 *
 * @param secretKey - One key of at least 16 characters, or several with commas between: the first one seals, all of them open, so that a
 * key is replaced by writing the new one before it. Null: nothing is sealed.
 * @throws GatewayError `invalid_request` for a key that is too short.
 * @example
 * const box = createSecretBox(process.env.STOPGAP_SECRET_KEY ?? null);
 * box.open(box.seal("secret", "platform:shop"), "platform:shop"); // "secret"
 */
export function createSecretBox(secretKey: string | null): SecretBox {
  const keys = secretKeys(secretKey).map((key) => sealingKey(deriveKeys(key)));
  const [first] = keys;
  return {
    seal: (secret, context) => {
      if (!first)
        throw new GatewayError(
          "invalid_request",
          "Credentials are stored encrypted only: set STOPGAP_SECRET_KEY",
        );
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, first.bytes, nonce).setAAD(Buffer.from(context));
      const text = Buffer.concat([sealing.update(secret, "utf8"), sealing.final()]);
      const bytes = Buffer.concat([nonce, sealing.getAuthTag(), text]);
      return [format, first.id, bytes.toString("base64url")].join(":");
    },
    open: (sealed, context) => openWith(keys, sealed, context),
    isOutdated: (sealed) => sealed.split(":")[1] !== first?.id,
  };
}

function sealingKey(derive: DerivedKeys): Key {
  return { id: Buffer.from(derive("id", 6)).toString("hex"), bytes: derive("credentials", 32) };
}

function openWith(keys: readonly Key[], sealed: string, context: string): string {
  const [version, id, text] = sealed.split(":");
  const key = keys.find((each) => each.id === id);
  if (version !== format || !key || text === undefined)
    throw new GatewayError(
      "internal_error",
      "A stored secret is not encrypted under any key of STOPGAP_SECRET_KEY: add the key that it was stored under",
    );
  const bytes = Buffer.from(text, "base64url");
  try {
    const opening = createDecipheriv(cipher, key.bytes, bytes.subarray(0, nonceBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    return (
      opening.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") +
      opening.final("utf8")
    );
  } catch (cause) {
    throw new GatewayError("internal_error", "A stored secret was changed", {}, { cause });
  }
}
