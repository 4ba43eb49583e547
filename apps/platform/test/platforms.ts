import { randomBytes } from "node:crypto";

import pg from "pg";

const made = new Set<string>();

/** A platform's name that no other test has. */
export function newPlatform(): string {
  const name = `bb${randomBytes(5).toString("hex")}`;
  made.add(name);
  return name;
}

/** Removes databases and roles of the platforms that this test file has made up. */
export async function removePlatforms(serverUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    for (const statement of await statementsToRemove(client)) await client.query(statement);
  } finally {
    await client.end();
  }
}

async function statementsToRemove(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ statement: string }>(
    `select format('drop database if exists %I with (force)', datname) as statement
     from pg_database, unnest($1::text[]) as platform
     where starts_with(datname, platform || '_')
     union all
     select format('drop role if exists %I', rolname)
     from pg_roles, unnest($1::text[]) as platform
     where strpos(rolname, platform) > 0`,
    [[...made]],
  );
  return rows.map(({ statement }) => statement);
}
