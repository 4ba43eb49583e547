import { randomBytes } from "node:crypto";

import type { Client } from "pg";
import pg from "pg";

/** A login role of one test file. Roles are the server's, so it must be dropped before its database. */
export interface TestRole {
  readonly name: string;
  drop(): Promise<void>;
}

/** Creates a login role that is a member of others. */
export async function createRole(
  client: Client,
  ...memberOf: readonly string[]
): Promise<TestRole> {
  const name = `test_${randomBytes(4).toString("hex")}`;
  const role = pg.escapeIdentifier(name);
  await client.query(`create role ${role} login`);
  for (const group of memberOf) {
    await client.query(`grant ${pg.escapeIdentifier(group)} to ${role}`);
  }
  return {
    name,
    drop: async () => {
      await client.query(`drop owned by ${role}`);
      await client.query(`drop role ${role}`);
    },
  };
}
