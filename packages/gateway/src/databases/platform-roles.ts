import pg from "pg";

import { GatewayError } from "../errors/gateway-error.js";
import { ownerRole, platformRole } from "../naming/platform-name.js";
import type { Platform } from "../registry/registry.js";
import { runGatewaySql } from "./gateway-sql.js";
import { scramVerifier } from "./scram-verifier.js";

/** How roles are seen to. */
export interface RoleOptions {
  /** Of a role on this server; null where platforms have no logins of their own. */
  readonly passwordOf: ((role: string) => string) | null;
  /** Whether passwords are set that the roles should have already. Default: false. */
  readonly isRenewed?: boolean;
}

/**
 * Sees to the roles of a platform on a server: the one that its calls run as, the one that owns its databases where platforms have logins,
 * and the login of its own, where it has one.
 *
 * @param client - Connected to the maintenance database.
 * @throws GatewayError `invalid_request` for a login that a platform may not have.
 */
export async function ensurePlatformRoles(
  client: pg.Client,
  { name, credentials }: Pick<Platform, "name" | "credentials">,
  { passwordOf, isRenewed = false }: RoleOptions,
): Promise<void> {
  const role = platformRole(name);
  for (const each of passwordOf ? [role, ownerRole(name)] : [role]) {
    await runGatewaySql(client, "ensure-platform-role.sql", {
      role: each,
      verifier: passwordOf ? scramVerifier(passwordOf(each)) : "",
      is_renewed: String(isRenewed),
    });
  }
  if (!credentials) return;
  const { user, password } = credentials;
  try {
    await runGatewaySql(client, "ensure-platform-login.sql", {
      role,
      login: user,
      verifier: scramVerifier(password),
    });
  } catch (cause) {
    throw loginError(user, cause);
  }
}

function loginError(user: string, cause: unknown): unknown {
  if (!(cause instanceof pg.DatabaseError)) return cause;
  const explain = (what: string): GatewayError =>
    new GatewayError(
      "invalid_request",
      `db_user '${user}' cannot be used: ${what}`,
      { sqlstate: cause.code, detail: cause.detail, hint: cause.hint },
      { cause },
    );
  if (cause.code === "0P000") return explain(cause.message);
  if (cause.code === "42501")
    return explain(
      "the gateway's role may not create it or grant it the platform's role. Create it as a login, or give the gateway's role CREATEROLE",
    );
  if (cause.code === "42939" || cause.code === "42602") return explain(cause.message);
  return cause;
}
