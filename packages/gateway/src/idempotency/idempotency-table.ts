import type pg from "pg";

import { named } from "../calls/named-statement.js";
import type { BoundStatement } from "../calls/named-statement.js";
import { runGatewaySql } from "../databases/gateway-sql.js";
import { keptFor } from "./idempotency-key.js";

/** The table of keys, in each tenant's database. */
const table = "public._stonescriptdb_gateway_idempotency_keys";

const expiry = named(
  `delete from ${table} where key = $1 and created_at <= now() - '${keptFor}'::interval`,
);
const insertion = named(`insert into ${table} (key, fingerprint) values ($1, $2)`);

/**
 * Makes the table for those who call, unless it is there.
 *
 * @param role - Whose calls write into it.
 */
export function createIdempotencyTable(client: pg.Client, role: string): Promise<void> {
  return runGatewaySql(client, "create-idempotency-keys.sql", { role });
}

/** Makes room for a key whose time is over. */
export function expireKey(key: string): BoundStatement {
  return { ...expiry, values: [key] };
}

/** Takes a key, once whoever has it at the moment is done with it: fails then where that one has kept it. */
export function takeKey(key: string, fingerprint: string): BoundStatement {
  return { ...insertion, values: [key, fingerprint] };
}

/** Makes a call and keeps its answer under the key. */
export function keepAnswer(call: BoundStatement, key: string): BoundStatement {
  const statement = named(`with called as materialized (${call.text})
update ${table} as kept set row_count = called.row_count, answer = called.answer
from called
where kept.key = $${call.values.length + 1}
returning called.row_count, called.answer`);
  return { ...statement, values: [...call.values, key] };
}

/** The answer that a key has. */
export interface KeptAnswer {
  readonly fingerprint: string;
  readonly rowCount: number;
  readonly answer: string | null;
}

/** Null where the key has none by now. */
export async function findAnswer(client: pg.ClientBase, key: string): Promise<KeptAnswer | null> {
  const { rows } = await client.query<KeptAnswer>({
    text: `select fingerprint, row_count::int4 as "rowCount", answer from ${table} where key = $1`,
    values: [key],
  });
  return rows[0] ?? null;
}

/** Removes keys whose time is over, so many at a time. */
export async function removeExpired(client: pg.ClientBase, most = 1000): Promise<void> {
  await client.query(
    `delete from ${table} where key in (
  select key from ${table} where created_at <= now() - '${keptFor}'::interval
  limit $1 for update skip locked)`,
    [most],
  );
}
