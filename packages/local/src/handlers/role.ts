import type { Claims } from "@stopgap/runtime";
import type { Connection } from "./connection.js";
import type { RunOptions } from "./handlers.js";
import { KernelError, resultJson } from "./kernel-rules.js";

/** What a wrapper's options say of who may call a handler, and with whose rights it runs. */
export interface HandlerRights {
  readonly __stopgap_roles?: readonly string[] | null;
  readonly __stopgap_security?: { readonly definer: string } | null;
}

const claimsSetting =
  "coalesce(nullif(current_setting('plts.claims_setting', true), ''), 'request.jwt.claims')";

/** Takes on a role and claims in the transaction. Returns what gives them back. */
export async function takeOn(
  connection: Connection,
  { role, claims }: NonNullable<RunOptions["auth"]>,
): Promise<() => Promise<void>> {
  const before = JSON.parse(
    (await connection.select(
      `select json_build_object('role', current_setting('role'), 'setting', ${claimsSetting},
         'claims', coalesce(current_setting(${claimsSetting}, true), ''))::text as j`,
    )) ?? "",
  ) as { readonly role: string; readonly setting: string; readonly claims: string };
  if (claims !== undefined) await setLocal(connection, before.setting, claimsText(claims));
  if (role !== undefined) await setLocal(connection, "role", role);
  return async () => {
    await setLocal(connection, "role", before.role);
    if (claims !== undefined) await setLocal(connection, before.setting, before.claims);
  };
}

/**
 * Looks whether the role in force may call a handler that names its roles.
 *
 * @throws {KernelError} 42501 where it may not, as PostgreSQL says it of the live function
 */
export async function checkRoles(
  connection: Connection,
  { __stopgap_roles: roles }: HandlerRights,
  name: string,
): Promise<void> {
  if (!roles) return;
  const mayCall = await connection.select(
    "select bool_or(pg_has_role(current_user, name, 'usage'))::text as j from unnest($1::text[]) name",
    [roles],
  );
  if (mayCall !== "true") throw new KernelError("42501", `permission denied for function ${name}`);
}

/** Takes on the rights that a handler is to have. They are given back with the role. */
export async function takeOnRights(
  connection: Connection,
  { __stopgap_security: security }: HandlerRights,
): Promise<void> {
  if (security) await setLocal(connection, "role", security.definer);
}

function claimsText(claims: Claims | null): string {
  return claims === null ? "" : (resultJson(claims, () => undefined) ?? "");
}

async function setLocal(connection: Connection, name: string, value: string): Promise<void> {
  await connection.select("select set_config($1, $2, true) as j", [name, value]);
}
