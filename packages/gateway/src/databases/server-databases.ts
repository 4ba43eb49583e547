import pg from "pg";

import { platformRole } from "../naming/platform-name.js";
import { databaseAlreadyExists } from "../registry/registry-errors.js";
import type { TenantDatabase } from "../registry/registry.js";
import { databaseComment, isCommentOf } from "./database-comment.js";
import { runGatewaySql } from "./gateway-sql.js";

const duplicateDatabase = "42P04";

/**
 * Makes a database as a copy of another one.
 *
 * @param maintenance - A connection to the server's maintenance database.
 * @throws GatewayError `database_already_exists` where the server has one of that name.
 */
export async function createOnServer(
  maintenance: pg.Client,
  database: TenantDatabase,
  template: string,
): Promise<void> {
  const [name, source] = [database.name, template].map((each) => pg.escapeIdentifier(each));
  try {
    await maintenance.query(`create database ${name ?? ""} template ${source ?? ""}`);
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === duplicateDatabase)
      throw databaseAlreadyExists(database.name);
    throw error;
  }
}

/** Says on the server whose a database is, and lets nobody but its platform connect to it. */
export async function claimOnServer(
  maintenance: pg.Client,
  database: TenantDatabase,
): Promise<void> {
  const comment = pg.escapeLiteral(databaseComment(database));
  await maintenance.query(
    `comment on database ${pg.escapeIdentifier(database.name)} is ${comment}`,
  );
  const role = platformRole(database.platform);
  await runGatewaySql(maintenance, "open-to-platform.sql", { role, database: database.name });
}

export async function dropOnServer(
  maintenance: pg.Client,
  { name }: Pick<TenantDatabase, "name">,
): Promise<void> {
  await maintenance.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
}

/** What the server has under the name of a database whose making was cut off: `other` is not what was begun. */
export async function leftoverOnServer(
  maintenance: pg.Client,
  database: TenantDatabase,
): Promise<"nothing" | "begun" | "other"> {
  const { rows } = await maintenance.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1",
    [database.name],
  );
  const [found] = rows;
  if (!found) return "nothing";
  return isCommentOf(found.comment, database) ? "begun" : "other";
}
