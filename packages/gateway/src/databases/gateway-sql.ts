import { readFile } from "node:fs/promises";

import type pg from "pg";

const folder = new URL("../../sql/databases/", import.meta.url);
const texts = new Map<string, Promise<string>>();

function textOf(name: string): Promise<string> {
  const known = texts.get(name);
  if (known) return known;
  const text = readFile(new URL(name, folder), "utf8");
  texts.set(name, text);
  return text;
}

/**
 * Runs a file of `sql/databases/` in a transaction.
 *
 * @param settings - What it reads as `stopgap_gateway.<name>`: blocks have no parameters.
 */
export async function runGatewaySql(
  client: pg.Client,
  name: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  const text = await textOf(name);
  await client.query("begin");
  try {
    // In a tenant's database anybody's functions may be in the way of those that are meant.
    await client.query("set local search_path = pg_catalog, pg_temp");
    for (const [setting, value] of Object.entries(settings))
      await client.query("select pg_catalog.set_config($1, $2, true)", [
        `stopgap_gateway.${setting}`,
        value,
      ]);
    await client.query(text);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
