import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

import type pg from "pg";

import { GatewayError } from "../../errors/gateway-error.js";

const folder = new URL("../../../sql/registry/", import.meta.url);

/**
 * Brings the tables of the registry to what this gateway needs. Gateways that start at the same time wait for each other.
 *
 * @param client - In a transaction.
 * @throws GatewayError `internal_error` where a migration that has run is not the one that this gateway has.
 */
export async function migrateRegistry(client: pg.ClientBase): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".sql")).sort();
  await client.query(
    "select pg_advisory_xact_lock(hashtextextended('stopgap gateway registry', 0))",
  );
  await client.query("create schema if not exists stopgap_gateway");
  await client.query(
    `create table if not exists stopgap_gateway.migration (
       name text primary key, checksum text not null, applied_at timestamptz not null default now()
     )`,
  );
  const { rows } = await client.query<{ name: string; checksum: string }>(
    "select name, checksum from stopgap_gateway.migration",
  );
  const applied = new Map(rows.map(({ name, checksum }) => [name, checksum]));
  for (const name of names) await apply(client, name, applied.get(name));
}

async function apply(
  client: pg.ClientBase,
  name: string,
  appliedChecksum: string | undefined,
): Promise<void> {
  const text = await readFile(new URL(name, folder), "utf8");
  const checksum = createHash("sha256").update(text).digest("hex");
  if (appliedChecksum === checksum) return;
  if (appliedChecksum !== undefined)
    throw new GatewayError(
      "internal_error",
      `The registry's migration ${name} has run in another form than this gateway has it`,
    );
  await client.query(text);
  await client.query("insert into stopgap_gateway.migration (name, checksum) values ($1, $2)", [
    name,
    checksum,
  ]);
}
