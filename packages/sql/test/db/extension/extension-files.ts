import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createTestDatabase, type TestDatabase, testServerUrl } from "@stopgap/local/testing";
import pg from "pg";

import { packExtension, version } from "../../../src/index.js";

/** Why tests of extension files are left out: a server that is not of this test run's own takes no files from it. */
export const noExtensionFolder =
  process.env["STOPGAP_TEST_SOURCE"] !== "embedded" &&
  process.env["STOPGAP_TEST_EXTENSION_FOLDER"] === undefined;

/** What a database is to have. */
export interface DatabaseOptions {
  /** Default: true. */
  readonly withEngine?: boolean;
  /** Another server than that of this test run, which finds the files too. */
  readonly serverUrl?: string;
}

/** The packed extensions, where the server of this test run finds them. */
export interface ExtensionFiles {
  readonly folder: string;
  /** A database without Stopgap, but for an engine, where `create extension` finds the files. */
  database(options?: DatabaseOptions): Promise<TestDatabase>;
  /** Packs another version, by a change of every script of this one. */
  packAs(other: string, change?: (script: string) => string): Promise<void>;
  remove(): Promise<void>;
}

/** Packs the extensions into a folder of the server's, or into one that is made known to each database. */
export async function packForServer(): Promise<ExtensionFiles> {
  const given = process.env["STOPGAP_TEST_EXTENSION_FOLDER"];
  const turn = given === undefined ? undefined : await takeTurn();
  const root =
    given === undefined ? await mkdtemp(join(tmpdir(), "stopgap-extension-")) : undefined;
  if (root !== undefined) await chmod(root, 0o755);
  const folder = given ?? join(root ?? "", "extension");
  await packExtension(folder);
  return {
    folder,
    database: async ({ withEngine = true, ...options } = {}) => {
      const database = await createTestDatabase(options);
      const { client } = database;
      if (root !== undefined) {
        await client.query(
          `alter database ${pg.escapeIdentifier(database.name)} set extension_control_path = ${pg.escapeLiteral(`$system:${root}`)}`,
        );
        await client.query(`set extension_control_path = ${pg.escapeLiteral(`$system:${root}`)}`);
      }
      if (withEngine) await createEngine(client);
      return database;
    },
    packAs: (other, change) => packAs(folder, other, change),
    remove: async () => {
      if (root !== undefined) await rm(root, { recursive: true });
      else
        for (const name of await readdir(folder))
          if (/^(?:plts|stopgap)(?:--|\.control)/.test(name)) await rm(join(folder, name));
      await turn?.end();
    },
  };
}

/** One test file at a time writes to the folder of a server. The turn is over when the connection ends. */
async function takeTurn(): Promise<pg.Client> {
  const client = new pg.Client(testServerUrl());
  await client.connect();
  await client.query(
    "select pg_advisory_lock(hashtextextended('stopgap test extension files', 0))",
  );
  return client;
}

/** The engine that this server has. */
export async function createEngine(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "select name from pg_available_extensions where name in ('plv8', 'pljs') order by name desc",
  );
  const name = String(rows[0]?.name);
  await client.query(`create extension ${name}`);
  return name;
}

async function packAs(
  folder: string,
  other: string,
  change: (script: string) => string = (script) => script,
): Promise<void> {
  for (const layer of ["plts", "stopgap"]) {
    const script = await readFile(join(folder, `${layer}--${version}.sql`), "utf8");
    const changed = change(script).replaceAll(`'${version}'`, `'${other}'`);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${layer}--${other}.sql`), changed);
    await writeFile(join(folder, `${layer}--${other}--ANY.sql`), "-- On.\n");
  }
}
