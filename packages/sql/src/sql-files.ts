import { readdir, readFile } from "node:fs/promises";

/** One SQL file. */
export interface SqlFile {
  /** Its path below `sql/`, such as `plts/functions/call/invoke.sql`. */
  readonly path: string;
  readonly text: string;
}

/** The files of one schema, by when they are applied. */
export interface SchemaFiles {
  /** The schema itself. */
  readonly schema: SqlFile;
  /** Tables, as numbered migrations; each is applied once. */
  readonly migrations: readonly SqlFile[];
  /** Functions and views, which every installation replaces. */
  readonly replaced: readonly SqlFile[];
  readonly grants: SqlFile;
}

const root = new URL("../sql/", import.meta.url);

/** Reads one file. */
export async function readSqlFile(path: string): Promise<SqlFile> {
  return { path, text: await readFile(new URL(path, root), "utf8") };
}

/** Reads the files of one schema. */
export async function readSchemaFiles(schema: "plts" | "stopgap"): Promise<SchemaFiles> {
  return {
    schema: await readSqlFile(`${schema}/schema.sql`),
    migrations: await readFolder(`${schema}/tables`),
    replaced: [
      ...(await readFolder(`${schema}/functions`)),
      ...(await readFolder(`${schema}/views`)),
    ],
    grants: await readSqlFile(`${schema}/grants.sql`),
  };
}

/** The files of a folder and of those in it, in the order of their paths; none where there is no such folder. */
async function readFolder(folder: string): Promise<SqlFile[]> {
  let paths: string[];
  try {
    paths = await readdir(new URL(`${folder}/`, root), { recursive: true });
  } catch {
    return [];
  }
  const files = paths.filter((path) => path.endsWith(".sql")).sort();
  return Promise.all(files.map((path) => readSqlFile(`${folder}/${path}`)));
}
