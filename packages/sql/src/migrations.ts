import type { SqlClient } from "./sql-client.js";
import { readSqlFile, type SqlFile } from "./sql-files.js";

/** Applies the migrations that a database has not had yet, in order, and records them. */
export async function migrate(
  client: SqlClient,
  migrations: readonly SqlFile[],
  run: (file: SqlFile) => Promise<unknown>,
): Promise<void> {
  await client.query((await readSqlFile("install/migrations.sql")).text);
  const { rows } = await client.query("select path from plts.migration");
  const applied = new Set(rows.map((row) => row["path"]));
  for (const file of migrations) {
    if (applied.has(file.path)) continue;
    await run(file);
    await client.query("insert into plts.migration (path) values ($1)", [file.path]);
  }
}
