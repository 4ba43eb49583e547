import type { SqlClient } from "@stopgap/sql";

import { ask } from "../database.js";
import { type Finding, fine } from "./finding.js";
import type { Surroundings } from "./surroundings.js";

/** Others may use the same pool meanwhile, so one look can miss it. */
const looks = 3;

/**
 * Whether there is a pooler in between, and whether transactions of one session share the server with others.
 *
 * @param second - Another session of the same database. Without it, a pooler's mode cannot be seen.
 */
export async function checkPooler(
  client: SqlClient,
  { backend }: Pick<Surroundings, "backend">,
  second: SqlClient | undefined,
): Promise<Finding> {
  // What the server says of itself when a session begins; a pooler says something of its own.
  const { processID: greeted } = client as { readonly processID?: unknown };
  if (typeof greeted !== "number") return fine("pooler", "not known for this kind of client");
  if (greeted === backend) return fine("pooler", "none");
  if (second === undefined || !(await sharesBackend(client, second))) {
    return fine("pooler", "there is one, and this session has a server process for itself");
  }
  return {
    check: "pooler",
    env: null,
    status: "warning",
    found:
      "there is one in transaction mode: what is set for a session, such as stopgap.deployment_id, is lost or met by others",
    remedy: "stopgap doctor --db <url of the server itself>",
  };
}

async function sharesBackend(client: SqlClient, second: SqlClient): Promise<boolean> {
  for (let look = 0; look < looks; look += 1) {
    if ((await backendOf(client)) === (await backendOf(second))) return true;
  }
  return false;
}

function backendOf(client: SqlClient): Promise<number> {
  return ask(client, "select pg_catalog.pg_backend_pid()::text as answer", []);
}
