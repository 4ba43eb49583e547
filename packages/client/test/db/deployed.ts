import { createTestDatabase } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import pg from "pg";
import { defineApi } from "../../src/index.js";
import type { FunctionInfo } from "../../src/index.js";

/** A fresh database with Stopgap in it, and functions that are deployed from its schema `app`. */
export class Deployed {
  readonly database: TestDatabase;
  readonly #pools: pg.Pool[] = [];

  static async create(): Promise<Deployed> {
    const database = await createTestDatabase({ template: { key: "stopgap", install } });
    // A copy of a database does not have the rights to the database itself, so it is installed into once more.
    await install(database.client);
    await database.client.query("create schema app");
    return new Deployed(database);
  }

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  /** Creates or replaces `app.<name>`, whose body may use `query`, `mutation` and `v`. */
  async define(name: string, source: string): Promise<void> {
    const imports = 'import { query, mutation, v } from "@stopgap/runtime";';
    await this.database.client.query(
      `create or replace function app.${name}(args jsonb) returns jsonb language plts as $ts$${imports} ${source}$ts$`,
    );
  }

  async deploy(env = "prod"): Promise<number> {
    const { rows } = await this.database.client.query<{ id: string }>(
      "select stopgap.deploy($1, 'app') as id",
      [env],
    );
    return Number(rows[0]?.id);
  }

  /** A pool of connections, which `drop` ends. */
  pool(config: pg.PoolConfig = {}): pg.Pool {
    const pool = new pg.Pool({ connectionString: this.database.url, max: 4, ...config });
    // Connections that a test makes the server end must not end the test run.
    pool.on("error", () => undefined);
    this.#pools.push(pool);
    return pool;
  }

  async drop(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.end()));
    await this.database.drop();
  }
}

/** Kinds of functions, for `legacyApi`. */
export const kinds = {
  query: { kind: "query", idempotent: true },
  mutation: { kind: "mutation", idempotent: false },
  idempotent: { kind: "mutation", idempotent: true },
} as const satisfies Record<string, FunctionInfo>;

/** An api of functions that are deployed from a schema. */
export function legacyApi<Functions>(
  functions: Readonly<Record<keyof Functions & string, FunctionInfo>>,
) {
  return defineApi<{ readonly legacy: Functions }>({
    contractHash: `sha256:${"0".repeat(64)}`,
    functions: Object.fromEntries(
      Object.entries<FunctionInfo>(functions).map(([name, info]) => [`legacy.${name}`, info]),
    ),
  });
}
