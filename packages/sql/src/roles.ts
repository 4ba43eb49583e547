import { InstallError } from "./errors.js";
import type { SqlClient } from "./sql-client.js";

/** The roles of an installation. None of them can log in; people and programs are made members. */
export interface Roles {
  /** Owns both schemas, live schemas and live functions. Default `stopgap_owner`. */
  readonly owner: string;
  /** Deploys. Default `stopgap_deployer`. */
  readonly deployer: string;
  /** Writes functions. Default `stopgap_author`. */
  readonly author: string;
  /** Calls functions. Default `app_user`. */
  readonly app: string;
}

export const defaultRoles: Roles = {
  owner: "stopgap_owner",
  deployer: "stopgap_deployer",
  author: "stopgap_author",
  app: "app_user",
};

/**
 * Makes the roles that are missing, and looks at those that are there.
 *
 * @param named the roles that the caller has named; those are taken as they are
 * @throws {InstallError} when a default role exists that can log in, is superuser or owns objects of others
 */
export async function ensureRoles(
  client: SqlClient,
  roles: Roles,
  named: ReadonlySet<string>,
): Promise<void> {
  // Roles are the cluster's: two installations at once must not both create them.
  await client.query("select pg_advisory_xact_lock(hashtextextended('stopgap roles', 0))");
  for (const name of Object.values(roles) as string[]) {
    await ensureRole(client, name, named.has(name));
  }
  await client.query(`grant ${quoteIdentifier(roles.owner)} to current_user`);
}

async function ensureRole(client: SqlClient, name: string, isNamed: boolean): Promise<void> {
  const { rows } = await client.query(
    "select rolcanlogin, rolsuper from pg_roles where rolname = $1",
    [name],
  );
  const [role] = rows;
  if (!role) {
    await createRole(client, name);
    return;
  }
  if (!isNamed && (role["rolcanlogin"] === true || role["rolsuper"] === true)) {
    throw new InstallError(
      "role_unsuitable",
      `the role ${name} exists and ${role["rolsuper"] === true ? "is a superuser" : "can log in"}`,
      "Name other roles, or name this one explicitly if that is what you want.",
    );
  }
}

async function createRole(client: SqlClient, name: string): Promise<void> {
  try {
    await client.query(`create role ${quoteIdentifier(name)} nologin`);
  } catch (cause) {
    throw new InstallError(
      "role_missing",
      `the role ${name} is missing and cannot be created`,
      `Let a role with CREATEROLE run: create role ${quoteIdentifier(name)} nologin;`,
      { cause },
    );
  }
}

/** A name as an SQL identifier. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
