import type pg from "pg";

import { databaseName, identityKey, sanitizeName } from "../../naming/database-name.js";
import { checkPlatformName, checkSchemaName, platformKey } from "../../naming/platform-name.js";
import type { SecretBox } from "../../secrets/secret-box.js";
import type { DatabaseServer } from "../../servers/database-server.js";
import {
  databaseAlreadyExists,
  platformAlreadyRegistered,
  platformNameMeets,
  platformNotFound,
  schemaNotFound,
} from "../registry-errors.js";
import type { DatabaseIdentity, Platform, Registry, TenantDatabase } from "../registry.js";
import { sealCredentials } from "../stored-credentials.js";
import { listenForChanges } from "./change-listener.js";
import { migrateRegistry } from "./migrate-registry.js";
import { PlatformCache } from "./platform-cache.js";
import { RegistryConnections } from "./registry-connections.js";
import { databaseOf, platformOf, schemaOf } from "./registry-rows.js";
import type { DatabaseRow, PlatformRow, SchemaRow } from "./registry-rows.js";

const databaseColumns = `d.name, p.name as platform, d.tenant_id, d.schema_name, d.database_id, d.server, d.state, d.created_at
  from stopgap_gateway.database d join stopgap_gateway.platform p on p.key = d.platform_key`;
const schemaColumns = `p.name as platform, s.name, s.version, s.checksum, s.has_tables, s.has_functions, s.has_migrations,
    s.has_seeders, s.stored_at
  from stopgap_gateway.schema_version s join stopgap_gateway.platform p on p.key = s.platform_key`;

/** What the registry in PostgreSQL is opened with. */
export interface PostgresRegistryOptions {
  /** It is in the maintenance database of this server. */
  readonly server: DatabaseServer;
  readonly secrets: SecretBox;
}

/** The registry in PostgreSQL, schema `stopgap_gateway`. Any number of gateways may have the same one. */
export async function openPostgresRegistry({
  server,
  secrets,
}: PostgresRegistryOptions): Promise<Registry> {
  const connections = new RegistryConnections(server);
  const cache = new PlatformCache(() => listener?.isListening ?? false);
  let listener: Awaited<ReturnType<typeof listenForChanges>> | undefined;
  try {
    await connections.transaction(migrateRegistry);
    await sealAnew(connections, secrets);
    listener = await listenForChanges(connections.config, (key) => {
      cache.forget(key);
    });
  } catch (error) {
    await connections.close();
    throw error;
  }

  const changed = async <T>(platform: string, change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      // The notification comes, and may come later than the next question.
      cache.forget(sanitizeName(platform));
    }
  };
  const findDatabase = async (name: string): Promise<TenantDatabase | null> => {
    const [row] = await connections.query<DatabaseRow>(
      `select ${databaseColumns} where d.name = $1`,
      [name],
    );
    return row ? databaseOf(row) : null;
  };

  return {
    platforms: async () => {
      const rows = await connections.query<PlatformRow>(
        'select * from stopgap_gateway.platform order by name collate "C"',
      );
      return rows.map((row) => platformOf(secrets, row));
    },
    findPlatform: (name) =>
      cache.get(sanitizeName(name), JSON.stringify(["platform", name]), async () => {
        const [row] = await connections.query<PlatformRow>(
          "select * from stopgap_gateway.platform where name = $1",
          [name],
        );
        return row ? platformOf(secrets, row) : null;
      }),
    addPlatform: async ({ name, credentials, tokenHash }) => {
      checkPlatformName(name);
      const key = platformKey(name);
      const { db_user, db_password } = sealCredentials(secrets, name, credentials);
      const adding = connections.query<PlatformRow>(
        `insert into stopgap_gateway.platform as p (key, name, is_registered, db_user, db_password, token_hash)
         values ($1, $2, true, $3, $4, $5)
         on conflict (key) do update
            set is_registered = true, db_user = excluded.db_user, db_password = excluded.db_password,
                token_hash = excluded.token_hash
          where not p.is_registered and p.name = excluded.name
         returning *`,
        [key, name, db_user, db_password, tokenHash],
      );
      const [row] = await changed(name, adding);
      if (row) return platformOf(secrets, row);
      const [known] = await connections.query<PlatformRow>(
        "select * from stopgap_gateway.platform where key = $1",
        [key],
      );
      throw known?.name === name ? platformAlreadyRegistered(name) : platformNameMeets(name);
    },
    unregisterPlatform: (name) =>
      changed(
        name,
        connections.transaction(async (client) => {
          const { rows } = await client.query<{ key: string }>(
            `update stopgap_gateway.platform
                set is_registered = false, db_user = null, db_password = null, token_hash = null
              where name = $1 returning key`,
            [name],
          );
          await removeUnused(client, rows[0]?.key);
        }),
      ),
    updatePlatform: async (name, { credentials, tokenHash }) => {
      const stored = sealCredentials(secrets, name, credentials ?? null);
      const updating = connections.query<PlatformRow>(
        `update stopgap_gateway.platform
            set db_user = case when $2 then $3 else db_user end,
                db_password = case when $2 then $4 else db_password end,
                token_hash = case when $5 then $6 else token_hash end
          where name = $1
         returning *`,
        [
          name,
          credentials !== undefined,
          stored.db_user,
          stored.db_password,
          tokenHash !== undefined,
          tokenHash ?? null,
        ],
      );
      const [row] = await changed(name, updating);
      if (!row) throw platformNotFound(name);
      return platformOf(secrets, row);
    },

    databases: async (platform, schemaName) => {
      const rows = await connections.query<DatabaseRow>(
        `select ${databaseColumns}
          where p.name = $1 and d.state <> 'creating' and ($2::text is null or d.schema_name = $2)
          order by d.name collate "C"`,
        [platform, schemaName ?? null],
      );
      return rows.map(databaseOf);
    },
    findDatabase,
    findDatabaseOf: (platform, identity) =>
      cache.get(
        sanitizeName(platform),
        JSON.stringify(["database", platform, identityKey(identity)]),
        async () => {
          const name = nameOf(platform, identity);
          const found = name === null ? null : await findDatabase(name);
          if (!found || found.state === "creating" || found.platform !== platform) return null;
          return identityKey(found.identity) === identityKey(identity) ? found : null;
        },
      ),
    findDatabaseById: (platform, databaseId) =>
      cache.get(sanitizeName(platform), JSON.stringify(["id", platform, databaseId]), async () => {
        const [row, ...others] = await connections.query<DatabaseRow>(
          `select ${databaseColumns} where p.name = $1 and d.database_id = $2 and d.state <> 'creating' limit 2`,
          [platform, databaseId],
        );
        return row && others.length === 0 ? databaseOf(row) : null;
      }),
    reserveDatabase: (database) =>
      changed(
        database.platform,
        connections.transaction(async (client) => {
          const { name, platform, server, identity, createdAt } = database;
          const key = platformKey(platform);
          if (identity.kind === "tenant")
            await client.query(
              "insert into stopgap_gateway.platform (key, name, is_registered) values ($1, $2, false) on conflict (key) do nothing",
              [key, platform],
            );
          const known = await client.query<{ name: string }>(
            "select name from stopgap_gateway.platform where key = $1 for update",
            [key],
          );
          if (!known.rows[0]) throw platformNotFound(platform);
          if (known.rows[0].name !== platform) throw platformNameMeets(platform);
          const { rowCount } = await client.query(
            `insert into stopgap_gateway.database
                    (name, platform_key, tenant_id, schema_name, database_id, server, state, created_at)
             values ($1, $2, $3, $4, $5, $6, 'creating', $7)
             on conflict (name) do nothing`,
            [
              name,
              key,
              identity.kind === "tenant" ? identity.tenantId : null,
              identity.kind === "schema" ? identity.schemaName : null,
              identity.kind === "schema" ? identity.databaseId : null,
              server,
              createdAt,
            ],
          );
          if (rowCount !== 1) throw databaseAlreadyExists(name);
        }),
      ),
    confirmDatabase: async (name, state) => {
      const [row] = await connections.query<{ platform_key: string }>(
        "update stopgap_gateway.database set state = $2 where name = $1 returning platform_key",
        [name, state],
      );
      if (row) cache.forget(row.platform_key);
    },
    removeDatabase: async (name) => {
      const key = await connections.transaction(async (client) => {
        const { rows } = await client.query<{ key: string }>(
          `select key from stopgap_gateway.platform
            where key = (select platform_key from stopgap_gateway.database where name = $1) for update`,
          [name],
        );
        await client.query("delete from stopgap_gateway.database where name = $1", [name]);
        await removeUnused(client, rows[0]?.key);
        return rows[0]?.key;
      });
      if (key !== undefined) cache.forget(key);
    },
    reservedDatabases: async () => {
      const rows = await connections.query<DatabaseRow>(
        `select ${databaseColumns} where d.state = 'creating' order by d.name collate "C"`,
      );
      return rows.map(databaseOf);
    },
    serverCounts: async () => {
      const rows = await connections.query<{ server: string; count: number }>(
        "select server, count(*)::integer as count from stopgap_gateway.database group by server",
      );
      return new Map(rows.map(({ server: name, count }) => [name, count]));
    },
    platformCounts: async () => {
      const rows = await connections.query<{ name: string; schemas: number; databases: number }>(
        `select p.name,
                (select count(distinct s.name)::integer from stopgap_gateway.schema_version s
                  where s.platform_key = p.key) as schemas,
                (select count(*)::integer from stopgap_gateway.database d
                  where d.platform_key = p.key and d.state <> 'creating') as databases
           from stopgap_gateway.platform p`,
      );
      return new Map(rows.map(({ name, schemas, databases }) => [name, { schemas, databases }]));
    },

    schemas: async (platform) => {
      const rows = await connections.query<SchemaRow>(
        `select distinct on (s.name collate "C") ${schemaColumns}
          where p.name = $1 order by s.name collate "C", s.version desc`,
        [platform],
      );
      return rows.map(schemaOf);
    },
    findSchema: async (platform, name, version) => {
      const [row] = await connections.query<SchemaRow>(
        `select ${schemaColumns}
          where p.name = $1 and s.name = $2 and ($3::integer is null or s.version = $3)
          order by s.version desc limit 1`,
        [platform, name, version ?? null],
      );
      return row ? schemaOf(row) : null;
    },
    storeSchema: ({ platform, name, ...schema }, archive) =>
      connections.transaction(async (client) => {
        checkSchemaName(name);
        const known = await client.query<{ key: string }>(
          "select key from stopgap_gateway.platform where name = $1 for update",
          [platform],
        );
        const key = known.rows[0]?.key;
        if (key === undefined) throw platformNotFound(platform);
        const before = await client.query<SchemaRow>(
          `select ${schemaColumns} where p.key = $1 and s.name = $2 order by s.version desc limit 1`,
          [key, name],
        );
        const [last] = before.rows;
        if (last?.checksum === schema.checksum) return schemaOf(last);
        const version = (last?.version ?? 0) + 1;
        const { rows } = await client.query<{ stored_at: Date }>(
          `insert into stopgap_gateway.schema_version (platform_key, name, version, checksum, has_tables, has_functions,
                  has_migrations, has_seeders, archive)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning stored_at`,
          [
            key,
            name,
            version,
            schema.checksum,
            schema.hasTables,
            schema.hasFunctions,
            schema.hasMigrations,
            schema.hasSeeders,
            Buffer.from(archive),
          ],
        );
        return { platform, name, ...schema, version, storedAt: rows[0]?.stored_at ?? new Date() };
      }),
    readArchive: async ({ platform, name, version }) => {
      const [row] = await connections.query<{ archive: Buffer }>(
        `select s.archive from stopgap_gateway.schema_version s join stopgap_gateway.platform p on p.key = s.platform_key
          where p.name = $1 and s.name = $2 and s.version = $3`,
        [platform, name, version],
      );
      if (!row) throw schemaNotFound(platform, name);
      return row.archive;
    },
    close: async () => {
      await listener.close();
      await connections.close();
    },
  };
}

/** A platform that is known because of what it has is gone with that. Its row is locked already. */
async function removeUnused(client: pg.ClientBase, key: string | undefined): Promise<void> {
  await client.query(
    `delete from stopgap_gateway.platform
      where key = $1 and not is_registered
        and not exists (select from stopgap_gateway.database where platform_key = $1)
        and not exists (select from stopgap_gateway.schema_version where platform_key = $1)`,
    [key],
  );
}

/** The name that an identity's database would have; null where it can have none. */
function nameOf(platform: string, identity: DatabaseIdentity): string | null {
  try {
    return databaseName(platform, identity);
  } catch {
    return null;
  }
}

/** Lets go of a key that was replaced; fails where one is missing. */
async function sealAnew(connections: RegistryConnections, secrets: SecretBox): Promise<void> {
  const rows = await connections.query<PlatformRow>(
    "select * from stopgap_gateway.platform where db_password is not null",
  );
  for (const row of rows) {
    if (row.db_password === null || !secrets.isOutdated(row.db_password)) continue;
    const { credentials }: Platform = platformOf(secrets, row);
    const { db_password } = sealCredentials(secrets, row.name, credentials);
    await connections.query(
      "update stopgap_gateway.platform set db_password = $2 where key = $1 and db_password = $3",
      [row.key, db_password, row.db_password],
    );
  }
}
