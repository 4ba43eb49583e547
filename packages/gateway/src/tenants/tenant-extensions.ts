import { type DeclaredExtension, type DeclaredSchema, SchemaError } from "@stopgap/schema";
import pg from "pg";

import { ownerOnServer } from "../databases/server-databases.js";
import { ownerRole } from "../naming/platform-name.js";
import type { Pools } from "../pools/pools.js";
import type { TenantDatabase } from "../registry/registry.js";

/** Extensions that need a superuser, in databases that platforms own. */
export interface TenantExtensions {
  /**
   * Installs those that a schema declares, that are missing, and that the platform may have and may not install. The others are left to
   * whoever applies the schema.
   *
   * @returns how many
   * @throws SchemaError `extension_failed` for one that platforms may not have.
   */
  install(
    database: TenantDatabase,
    declared: Pick<DeclaredSchema, "extensions">,
    signal: AbortSignal | undefined,
  ): Promise<number>;
}

/** @param allowed - Names of extensions that PostgreSQL leaves to a superuser, and that platforms may have nevertheless. */
export function createTenantExtensions(
  pools: Pick<Pools, "withConnection">,
  allowed: readonly string[],
): TenantExtensions {
  return {
    install: async (database, { extensions }, signal) => {
      if (extensions.length === 0) return 0;
      const reserved = await pools.withConnection(
        database,
        { purpose: "deploy", signal },
        (client) => reservedExtensions(client, extensions),
      );
      if (reserved.length === 0) return 0;
      return pools.withConnection(database, { purpose: "install", signal }, async (client) => {
        const owner = ownerRole(database.platform);
        if ((await ownerOnServer(client, database)) !== owner) return 0;
        const missing = await reservedExtensions(client, reserved);
        for (const extension of missing) refuseUnknown(extension, allowed);
        for (const extension of missing) await create(client, extension, owner);
        return missing.length;
      });
    },
  };
}

/** Those that the database does not have, and that PostgreSQL leaves to a superuser. */
async function reservedExtensions(
  client: pg.Client,
  extensions: readonly DeclaredExtension[],
): Promise<readonly DeclaredExtension[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct v.name
       from pg_catalog.pg_available_extension_versions v
      where v.name = any ($1::pg_catalog.name[]) and v.superuser and not v.trusted
        and not exists (select from pg_catalog.pg_extension e where e.extname = v.name)`,
    [extensions.map(({ name }) => name)],
  );
  return extensions.filter(({ name }) => rows.some((row) => row.name === name));
}

function refuseUnknown({ name, file, line }: DeclaredExtension, allowed: readonly string[]): void {
  if (allowed.includes(name)) return;
  throw new SchemaError(
    "extension_failed",
    `Extension ${name} failed: PostgreSQL does not count it among those that a database's owner may install`,
    {
      file,
      line,
      object: name,
      sqlstate: "42501",
      hint: "Remove the file, or let the administrator of the gateway add it to ALLOWED_EXTENSIONS.",
    },
  );
}

async function create(
  client: pg.Client,
  { name, version, schema, file, line }: DeclaredExtension,
  owner: string,
): Promise<void> {
  const place = pg.escapeIdentifier(schema ?? "public");
  const clauses = [
    `create extension ${pg.escapeIdentifier(name)}`,
    ...(schema === null ? [] : [`schema ${place}`]),
    ...(version === null ? [] : [`version ${pg.escapeLiteral(version)}`]),
    "cascade",
  ];
  await client.query("begin");
  try {
    if (schema !== null)
      await client.query(
        `create schema if not exists ${place} authorization ${pg.escapeIdentifier(owner)}`,
      );
    // Where it goes, and nothing more: no name is looked up by it.
    await client.query(`set local search_path = ${place}`);
    await client.query(clauses.join(" "));
    await client.query("commit");
  } catch (cause) {
    await client.query("rollback");
    if (!(cause instanceof pg.DatabaseError)) throw cause;
    const { code: sqlstate, message, detail, hint } = cause;
    throw new SchemaError(
      "extension_failed",
      `Extension ${name} failed: ${message}`,
      { file, line, object: name, sqlstate, detail, hint },
      { cause },
    );
  }
}
