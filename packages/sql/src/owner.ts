import { quoteIdentifier } from "./quote.js";
import { oneRow, type SqlClient } from "./sql-client.js";

/** Does something as the owner, in a transaction, and goes back to the role in force, which need not be the one that has logged in. */
export async function asOwner(
  client: SqlClient,
  owner: string,
  run: () => Promise<unknown>,
): Promise<void> {
  const { role } = await oneRow(client, "select current_setting('role') as role");
  await client.query(`set local role ${quoteIdentifier(owner)}`);
  await run();
  await client.query("select set_config('role', $1, true)", [role]);
}
