import { Type } from "typebox";

import { GatewayError } from "../errors/gateway-error.js";
import type { Platform } from "../registry/registry.js";

/** How requests name a login of a platform's own. */
export const loginFields = {
  db_user: Type.Optional(
    Type.Union([Type.String({ maxLength: 63 }), Type.Null()], {
      description: "A login of the platform's own, which calls are made with",
    }),
  ),
  db_password: Type.Optional(Type.Union([Type.String({ maxLength: 1000 }), Type.Null()])),
};

/** What a request names. */
export interface PlatformLogin {
  readonly db_user?: string | null;
  readonly db_password?: string | null;
}

/**
 * The login that a request names; null where it names none, or one of the pair alone.
 *
 * @throws GatewayError `invalid_request`
 */
export function credentialsOf({
  db_user: user,
  db_password: password,
}: PlatformLogin): Platform["credentials"] {
  if (typeof user !== "string" || typeof password !== "string") return null;
  if (user === "" || password === "")
    throw new GatewayError("invalid_request", "db_user and db_password must not be empty");
  if (`${user}${password}`.includes("\0"))
    throw new GatewayError("invalid_request", "db_user and db_password must not have a NUL");
  return { user, password };
}
