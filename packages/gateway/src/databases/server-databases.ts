import pg from "pg";

import { platformRole } from "../naming/platform-name.js";
import { databaseAlreadyExists } from "../registry/registry-errors.js";
import type { TenantDatabase } from "../registry/registry.js";
import { databaseComment, isCommentOf } from "./database-comment.js";
import { runGatewaySql } from "./gateway-sql.js";

const duplicateDatabase = "42P04";
const noDatabase = "3D000";

/**
 * Makes a database as a copy of another one.
 *
 * @param maintenance - A connection to the server's maintenance database.
 * @param owner - Whose it is; null: the gateway's.
 * @throws GatewayError `database_already_exists` where the server has one of that name.
 */
export async function createOnServer(
  maintenance: pg.Client,
  database: TenantDatabase,
  template: string,
  owner: string | null,
): Promise<void> {
  const [name, source] = [pg.escapeIdentifier(database.name), pg.escapeIdentifier(template)];
  const owned = owner === null ? "" : ` owner ${pg.escapeIdentifier(owner)}`;
  try {
    await maintenance.query(`create database ${name}${owned} template ${source}`);
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
  await openToPlatform(maintenance, database);
}

/** Lets a platform connect to its database, and nobody else. Its owner may have taken that away. */
export async function openToPlatform(
  maintenance: pg.Client,
  { name, platform }: Pick<TenantDatabase, "name" | "platform">,
): Promise<void> {
  const role = platformRole(platform);
  await runGatewaySql(maintenance, "open-to-platform.sql", { role, database: name });
}

/** The role that owns a database; null where the server has none of this name. */
export async function ownerOnServer(
  maintenance: pg.Client,
  { name }: Pick<TenantDatabase, "name">,
): Promise<string | null> {
  const { rows } = await maintenance.query<{ owner: string }>(
    "select pg_catalog.pg_get_userbyid(datdba) as owner from pg_catalog.pg_database where datname = $1",
    [name],
  );
  return rows[0]?.owner ?? null;
}

export async function dropOnServer(
  maintenance: pg.Client,
  { name }: Pick<TenantDatabase, "name">,
): Promise<void> {
  const database = pg.escapeIdentifier(name);
  // A template, which its owner can make of it, is not dropped.
  await maintenance.query(`alter database ${database} with is_template false`).catch(ignoreMissing);
  await maintenance.query(`drop database if exists ${database} with (force)`);
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof pg.DatabaseError && error.code === noDatabase)) throw error;
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
