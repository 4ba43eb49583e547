import { DatabaseError } from "pg";
import type pg from "pg";

import type { TenantDatabase } from "../registry/registry.js";
import { readOverloads } from "./read-overloads.js";
import { RecentMap } from "./recent-map.js";
import type { Overloads } from "./signature.js";

/** How many functions and paths of all databases are remembered. */
const mostRemembered = 20_000;

/**
 * What is known of the functions of databases. Each call checks in its own transaction that functions are as remembered, so what
 * is remembered may be as old as it likes.
 */
export class CatalogCache {
  readonly #overloads = new RecentMap<Overloads>(mostRemembered);
  readonly #kinds = new RecentMap<string>(mostRemembered);

  overloads(database: TenantDatabase, name: string): Overloads | undefined {
    return this.#overloads.get(key(database, name));
  }

  async readOverloads(
    client: pg.ClientBase,
    database: TenantDatabase,
    name: string,
  ): Promise<Overloads> {
    const overloads = await readOverloads(client, name);
    // Names that nothing has would push out those that something has.
    if (overloads.signatures.length > 0) this.#overloads.set(key(database, name), overloads);
    else this.#overloads.delete(key(database, name));
    return overloads;
  }

  /** Whether a path is a query or a mutation, as far as it is known. */
  kind(database: TenantDatabase, path: string, deploymentId: string | null): string | undefined {
    return this.#kinds.get(key(database, path, deploymentId));
  }

  /**
   * Null where the path leads nowhere: its call says why.
   *
   * @throws What `pg` throws, where the database could not say where it leads.
   */
  async readKind(
    client: pg.ClientBase,
    database: TenantDatabase,
    path: string,
    deploymentId: string | null,
  ): Promise<string | null> {
    const kind = await readKind(client, path, deploymentId);
    if (kind === null) this.#kinds.delete(key(database, path, deploymentId));
    else this.#kinds.set(key(database, path, deploymentId), kind);
    return kind;
  }
}

/**
 * What is said of a path, a deployment or an environment that is none, and where there is no Stopgap. A time that is up, a lock or a
 * connection that is gone say nothing of the path.
 */
const leadsNowhere = /^(?:22|3F|42)...$|^55000$/;

async function readKind(
  client: pg.ClientBase,
  path: string,
  deploymentId: string | null,
): Promise<string | null> {
  try {
    const { rows } = await client.query<{ kind: string | null }>(
      "select kind from stopgap.route($1, null, $2, null)",
      [path, deploymentId],
    );
    return rows[0]?.kind ?? null;
  } catch (error) {
    if (error instanceof DatabaseError && leadsNowhere.test(error.code ?? "")) return null;
    throw error;
  }
}

function key({ server, name }: TenantDatabase, ...rest: readonly (string | null)[]): string {
  return [server, name, ...rest].join("\0");
}
