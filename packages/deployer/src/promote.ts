import type { SqlClient } from "@stopgap/sql";

import { type Activation, lastActivation } from "./activation.js";
import { ask } from "./database.js";

export async function promote(
  client: SqlClient,
  fromEnv: string,
  toEnv: string,
  label: string | null,
): Promise<Activation> {
  const statement = "select stopgap.promote($1, $2, $3)::text as answer";
  const id = await ask<number>(client, statement, [fromEnv, toEnv, label]);
  return lastActivation(client, toEnv, id);
}
