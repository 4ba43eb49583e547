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
    for (const [setting, value] of Object.entries(settings))
      await client.query("select set_config('stopgap_gateway.' || $1, $2, true)", [setting, value]);
    await client.query(text);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  }
}
