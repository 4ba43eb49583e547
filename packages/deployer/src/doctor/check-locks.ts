import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import { type Finding, fine } from "./finding.js";
import type { Surroundings } from "./surroundings.js";

/** Other sessions need locks too. */
const share = 0.5;

/** Whether a deployment that changes every function finds room for its locks: one for each live function that is replaced. */
export async function checkLocks(client: SqlClient, { settings }: Surroundings): Promise<Finding> {
  const [perTransaction, connections, prepared] = [
    "max_locks_per_transaction",
    "max_connections",
    "max_prepared_transactions",
  ].map((name) => Number(settings[name]?.value)) as [number, number, number];
  const largest = await ask<number>(
    client,
    `select coalesce(max(functions), 0)::text as answer
     from (
       select count(*) as functions
       from stopgap.environment e
       join stopgap.fn_version v on v.deployment_id = e.active_deployment_id
       group by e.env
     ) as environments`,
    [],
  );
  const room = perTransaction * (connections + prepared);
  const found = `${perTransaction}: room for ${room} locks; the largest deployment has ${largest} functions`;
  if (largest <= room * share) return fine("max_locks_per_transaction", found);
  const wanted = 2 ** Math.ceil(Math.log2(largest / share / (connections + prepared)));
  return {
    check: "max_locks_per_transaction",
    env: null,
    status: "warning",
    found,
    remedy: `alter system set max_locks_per_transaction = ${wanted}; -- and restart the server`,
  };
}
