import pg from "pg";

import { GatewayError } from "../../errors/gateway-error.js";
import { isUnreachable } from "../../pools/server-health.js";
import { tlsOptions } from "../../servers/server-tls.js";
import type { DatabaseServer } from "../../servers/database-server.js";

/** Besides one that listens. What is asked for most is known without them. */
const mostConnections = 4;
const patienceMs = 5_000;

/** The registry's own connections. They are beside the budget of the tenants, who cannot keep it from being asked. */
export class RegistryConnections {
  readonly config: pg.ClientConfig;
  readonly #pool: pg.Pool;

  constructor({ host, port, database, user, password, tls }: DatabaseServer) {
    this.config = {
      ...{ host, port, database, user, password, ssl: tlsOptions(tls) },
      connectionTimeoutMillis: patienceMs,
      keepAlive: true,
      application_name: "stopgap-gateway registry",
    };
    this.#pool = new pg.Pool({ ...this.config, max: mostConnections });
    // One that is idle and lost is made anew when it is needed.
    this.#pool.on("error", () => undefined);
  }

  /** @throws GatewayError `unavailable` where the server cannot be reached. */
  async query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return this.#told(async () => (await this.#pool.query<Row>(text, [...values])).rows);
  }

  /** Runs `work` in a transaction. */
  async transaction<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#told(async () => {
      const client = await this.#pool.connect();
      let broken: Error | undefined;
      try {
        await client.query("begin");
        const result = await work(client);
        await client.query("commit");
        return result;
      } catch (error) {
        await client.query("rollback").catch((cause: unknown) => {
          broken = cause instanceof Error ? cause : new Error(String(cause));
        });
        throw error;
      } finally {
        client.release(broken);
      }
    });
  }

  close(): Promise<void> {
    return this.#pool.end();
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      if (!isUnreachable(cause)) throw cause;
      throw new GatewayError(
        "unavailable",
        "The gateway's registry cannot be reached",
        { retryAfterSeconds: 1 },
        { cause },
      );
    }
  }
}
