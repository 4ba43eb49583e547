import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import writeFileAtomic from "write-file-atomic";

import { identityKey, sanitizeName } from "../../naming/database-name.js";
import { checkPlatformName, checkSchemaName, platformKey } from "../../naming/platform-name.js";
import type { SecretBox } from "../../secrets/secret-box.js";
import {
  databaseAlreadyExists,
  platformAlreadyRegistered,
  platformNameMeets,
  platformNotFound,
  schemaNotFound,
} from "../registry-errors.js";
import type {
  DatabaseIdentity,
  Platform,
  Registry,
  StoredSchema,
  TenantDatabase,
} from "../registry.js";
import { openCredentials, sealCredentials } from "../stored-credentials.js";
import { createDataLock } from "./data-lock.js";
import { PlatformFiles } from "./platform-file.js";
import type { DatabaseRecord, PlatformRecord, VersionRecord } from "./platform-file.js";

/** What the registry in files is opened with. */
export interface FilesRegistryOptions {
  /** The folder. It is made where there is none. */
  readonly dataDir: string;
  readonly secrets: SecretBox;
}

/**
 * The registry in files: `<dataDir>/<platform>/platform.json`, and every version of a schema as
 * `<dataDir>/<platform>/<schema>/<version>.tar.gz`. Several processes may have the same folder.
 */
export async function openFilesRegistry({
  dataDir,
  secrets,
}: FilesRegistryOptions): Promise<Registry> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const lock = createDataLock(dataDir);
  const files = new PlatformFiles(dataDir);
  const archiveOf = ({ platform, name, version }: StoredSchema): string =>
    join(dataDir, sanitizeName(platform), name, `${String(version)}.tar.gz`);

  const records = async (): Promise<readonly PlatformRecord[]> => {
    const entries = await readdir(dataDir, { withFileTypes: true });
    const found = await Promise.all(
      entries.filter((each) => each.isDirectory()).map(({ name }) => files.read(name)),
    );
    return found
      .filter((record) => record !== null)
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  };
  const recordOf = async (platform: string): Promise<PlatformRecord | null> => {
    const key = sanitizeName(platform);
    const record = key === "" ? null : await files.read(key);
    return record?.name === platform ? record : null;
  };
  /** For what is asked with every call: without a look at the file where it was read a moment ago. */
  const findIn = async <T>(
    platform: string,
    look: (record: PlatformRecord) => T | undefined,
  ): Promise<T | null> => {
    const key = sanitizeName(platform);
    if (key === "") return null;
    const lookIn = (record: PlatformRecord | null | undefined): T | undefined =>
      record?.name === platform ? look(record) : undefined;
    const found = lookIn(files.recent(key));
    if (found !== undefined) return found;
    // What the others' reader has not found may have been written since it began.
    return lookIn(await files.readShared(key)) ?? lookIn(await files.read(key)) ?? null;
  };
  /** @throws GatewayError `conflict` where another platform has what this one would be known by. */
  const knownAs = async (platform: string): Promise<PlatformRecord | null> => {
    const record = await files.read(platformKey(platform));
    if (record && record.name !== platform) throw platformNameMeets(platform);
    return record;
  };
  const needed = async (platform: string): Promise<PlatformRecord> => {
    const record = await recordOf(platform);
    if (!record) throw platformNotFound(platform);
    return record;
  };
  const write = (record: PlatformRecord): Promise<void> =>
    files.write(platformKey(record.name), record);
  /** One that is known because of what it has is gone with that. */
  const writeOrRemove = async (record: PlatformRecord): Promise<void> => {
    const hasNothing = Object.keys(record.databases).length === 0 && record.schemas.length === 0;
    if (record.is_registered || !hasNothing) {
      await write(record);
      return;
    }
    await rm(join(dataDir, platformKey(record.name)), { recursive: true, force: true });
    files.forget(platformKey(record.name));
  };
  const ownerOf = async (database: string): Promise<PlatformRecord | undefined> =>
    (await records()).find(({ databases }) => Object.hasOwn(databases, database));
  const allDatabases = async (): Promise<readonly TenantDatabase[]> =>
    (await records()).flatMap(databasesIn);

  const opened = new WeakMap<PlatformRecord, Platform>();
  const platformOf = (record: PlatformRecord): Platform => {
    const known = opened.get(record);
    if (known) return known;
    const platform = {
      name: record.name,
      registeredAt: new Date(record.registered_at),
      isRegistered: record.is_registered,
      credentials: openCredentials(secrets, record.name, record),
      tokenHash: record.token_hash,
    };
    opened.set(record, platform);
    return platform;
  };
  const withChanges = (
    record: PlatformRecord,
    { credentials, tokenHash }: Partial<Pick<Platform, "credentials" | "tokenHash">>,
  ): PlatformRecord => ({
    ...record,
    ...(credentials === undefined ? {} : sealCredentials(secrets, record.name, credentials)),
    ...(tokenHash === undefined ? {} : { token_hash: tokenHash }),
  });

  // A key that was replaced is let go of.
  await lock(async () => {
    for (const record of await records())
      if (record.db_password !== null && secrets.isOutdated(record.db_password))
        await write(withChanges(record, { credentials: platformOf(record).credentials }));
  });

  return {
    platforms: async () => (await records()).map(platformOf),
    findPlatform: (name) => findIn(name, platformOf),
    addPlatform: ({ name, ...changes }) =>
      lock(async () => {
        checkPlatformName(name);
        const known = await knownAs(name);
        if (known?.is_registered) throw platformAlreadyRegistered(name);
        const record = withChanges({ ...(known ?? newRecord(name)), is_registered: true }, changes);
        await write(record);
        return platformOf(record);
      }),
    unregisterPlatform: (name) =>
      lock(async () => {
        const record = await recordOf(name);
        if (record)
          await writeOrRemove({
            ...record,
            is_registered: false,
            db_user: null,
            db_password: null,
            token_hash: null,
          });
      }),
    updatePlatform: (name, changes) =>
      lock(async () => {
        const record = withChanges(await needed(name), changes);
        await write(record);
        return platformOf(record);
      }),

    databases: async (platform, schemaName) => {
      const record = await recordOf(platform);
      return (record ? databasesIn(record) : [])
        .filter(({ state }) => state !== "creating")
        .filter(
          ({ identity }) =>
            schemaName === undefined ||
            (identity.kind === "schema" && identity.schemaName === schemaName),
        )
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    findDatabase: async (name) => {
      const record = await ownerOf(name);
      const database = record?.databases[name];
      return record && database ? databaseOf(record.name, database) : null;
    },
    findDatabaseOf: (platform, identity) =>
      findIn(platform, (record) => indexOf(record).byIdentity.get(identityKey(identity))),
    findDatabaseById: (platform, databaseId) =>
      findIn(platform, (record) => {
        const [found, ...others] = indexOf(record).byId.get(databaseId) ?? [];
        return others.length === 0 ? found : undefined;
      }),
    reserveDatabase: ({ name, platform, server, identity, createdAt }) =>
      lock(async () => {
        const known = await knownAs(platform);
        if (!known && identity.kind === "schema") throw platformNotFound(platform);
        if (await ownerOf(name)) throw databaseAlreadyExists(name);
        const record = known ?? newRecord(platform);
        const stored: DatabaseRecord = {
          database_name: name,
          schema_name: identity.kind === "schema" ? identity.schemaName : null,
          database_id: identity.kind === "schema" ? identity.databaseId : null,
          tenant_id: identity.kind === "tenant" ? identity.tenantId : null,
          server,
          state: "creating",
          created_at: createdAt.toISOString(),
        };
        await write({ ...record, databases: { ...record.databases, [name]: stored } });
      }),
    confirmDatabase: (name, state) =>
      lock(async () => {
        const record = await ownerOf(name);
        const database = record?.databases[name];
        if (record && database)
          await write({
            ...record,
            databases: { ...record.databases, [name]: { ...database, state } },
          });
      }),
    removeDatabase: (name) =>
      lock(async () => {
        const record = await ownerOf(name);
        if (!record) return;
        const others = Object.entries(record.databases).filter(([each]) => each !== name);
        await writeOrRemove({ ...record, databases: Object.fromEntries(others) });
      }),
    reservedDatabases: async () =>
      (await allDatabases()).filter(({ state }) => state === "creating"),
    serverCounts: async () => {
      const counts = new Map<string, number>();
      for (const { server } of await allDatabases())
        counts.set(server, (counts.get(server) ?? 0) + 1);
      return counts;
    },
    platformCounts: async () =>
      new Map(
        (await records()).map((record) => [
          record.name,
          {
            schemas: record.schemas.length,
            databases: databasesIn(record).filter(({ state }) => state !== "creating").length,
          },
        ]),
      ),

    schemas: async (platform) => {
      const record = await recordOf(platform);
      return (record?.schemas ?? [])
        .flatMap(({ name, versions }) =>
          versions.slice(-1).map((last) => schemaOf(platform, name, last)),
        )
        .sort((one, other) => (one.name < other.name ? -1 : 1));
    },
    findSchema: async (platform, name, version) => {
      const versions = versionsIn(await recordOf(platform), name);
      const found =
        version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
      return found ? schemaOf(platform, name, found) : null;
    },
    storeSchema: ({ platform, name, ...schema }, archive) =>
      lock(async () => {
        checkSchemaName(name);
        const record = await needed(platform);
        const versions = versionsIn(record, name);
        const last = versions.at(-1);
        if (last?.checksum === schema.checksum) return schemaOf(platform, name, last);
        const stored: VersionRecord = {
          version: (last?.version ?? 0) + 1,
          checksum: schema.checksum,
          has_tables: schema.hasTables,
          has_functions: schema.hasFunctions,
          has_migrations: schema.hasMigrations,
          has_seeders: schema.hasSeeders,
          stored_at: new Date().toISOString(),
        };
        const result = schemaOf(platform, name, stored);
        // First the archive: without its line in platform.json it is nobody's, and the next upload replaces it.
        await mkdir(join(dataDir, sanitizeName(platform), name), { recursive: true });
        await writeFileAtomic(archiveOf(result), Buffer.from(archive), { mode: 0o600 });
        const others = record.schemas.filter((each) => each.name !== name);
        const schemas = [...others, { name, versions: [...versions, stored] }];
        await write({ ...record, schemas });
        return result;
      }),
    readArchive: async (schema) => {
      const versions = versionsIn(await recordOf(schema.platform), schema.name);
      if (!versions.some(({ version }) => version === schema.version))
        throw schemaNotFound(schema.platform, schema.name);
      return readFile(archiveOf(schema));
    },
    close: () => Promise.resolve(),
  };
}

function newRecord(name: string): PlatformRecord {
  return {
    name,
    registered_at: new Date().toISOString(),
    is_registered: false,
    schemas: [],
    databases: {},
    db_user: null,
    db_password: null,
    token_hash: null,
  };
}

function versionsIn(record: PlatformRecord | null, name: string): readonly VersionRecord[] {
  return record?.schemas.find((each) => each.name === name)?.versions ?? [];
}

function schemaOf(platform: string, name: string, stored: VersionRecord): StoredSchema {
  return {
    platform,
    name,
    version: stored.version,
    checksum: stored.checksum,
    hasTables: stored.has_tables,
    hasFunctions: stored.has_functions,
    hasMigrations: stored.has_migrations,
    hasSeeders: stored.has_seeders,
    storedAt: new Date(stored.stored_at),
  };
}

function databaseOf(platform: string, stored: DatabaseRecord): TenantDatabase {
  const { database_name: name, server, state, schema_name, database_id, tenant_id } = stored;
  const identity: DatabaseIdentity =
    schema_name !== null && database_id !== null
      ? { kind: "schema", schemaName: schema_name, databaseId: database_id }
      : { kind: "tenant", tenantId: tenant_id };
  return { name, platform, server, identity, createdAt: new Date(stored.created_at), state };
}

function databasesIn(record: PlatformRecord): readonly TenantDatabase[] {
  return Object.values(record.databases).map((each) => databaseOf(record.name, each));
}

interface DatabaseIndex {
  readonly byIdentity: ReadonlyMap<string, TenantDatabase>;
  readonly byId: ReadonlyMap<string, readonly TenantDatabase[]>;
}

const indexes = new WeakMap<PlatformRecord, DatabaseIndex>();

/** The databases that are found, by how they are asked for. Made once for each version of a file. */
function indexOf(record: PlatformRecord): DatabaseIndex {
  const known = indexes.get(record);
  if (known) return known;
  const found = databasesIn(record).filter(({ state }) => state !== "creating");
  const byId = new Map<string, TenantDatabase[]>();
  for (const database of found) {
    if (database.identity.kind !== "schema") continue;
    const { databaseId } = database.identity;
    byId.set(databaseId, [...(byId.get(databaseId) ?? []), database]);
  }
  const byIdentity = new Map(found.map((each) => [identityKey(each.identity), each]));
  const index = { byIdentity, byId };
  indexes.set(record, index);
  return index;
}
