import { InstallError } from "./errors.js";
import { quoteIdentifier } from "./quote.js";
import type { Row, SqlClient } from "./sql-client.js";
import { readSqlFile } from "./sql-files.js";
import { fillIn } from "./template.js";

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
 * @throws {InstallError} when a role cannot be made, or a default role exists that can log in or is a superuser
 */
export async function ensureRoles(
  client: SqlClient,
  roles: Roles,
  named: ReadonlySet<string>,
): Promise<void> {
  for (const name of Object.values(roles) as string[]) {
    await ensureRole(client, name, named.has(name));
  }
}

async function ensureRole(client: SqlClient, name: string, isNamed: boolean): Promise<void> {
  const role = await findRole(client, name);
  if (!role) {
    await createRole(client, name);
    return;
  }
  if (!isNamed && (role["can_login"] === true || role["is_superuser"] === true)) {
    throw new InstallError(
      "role_unsuitable",
      `the role ${name} exists and ${role["is_superuser"] === true ? "is a superuser" : "can log in"}`,
      "Name other roles, or name this one explicitly if that is what you want.",
    );
  }
}

async function findRole(client: SqlClient, name: string): Promise<Row | undefined> {
  const { text } = await readSqlFile("install/role.sql");
  const { rows } = await client.query(text, [name]);
  return rows[0];
}

async function createRole(client: SqlClient, name: string): Promise<void> {
  const { text } = await readSqlFile("install/create_role.sql");
  try {
    await client.query(fillIn(text, { role: name }));
  } catch (cause) {
    throw new InstallError(
      "role_missing",
      `the role ${name} is missing and cannot be created`,
      `Let a role with CREATEROLE run: create role ${quoteIdentifier(name)} nologin;`,
      { cause },
    );
  }
}
