import { randomBytes } from "node:crypto";

import type { Client } from "pg";
import pg from "pg";

/** A deployment as `stopgap.deployments` and `stopgap.status` describe it. */
export interface DeploymentJson {
  readonly id: number;
  readonly env: string;
  readonly label: string | null;
  readonly status: string;
  readonly created_by: string;
  readonly created_as: string;
  readonly source_schema: string | null;
  readonly is_active: boolean;
  readonly manifest: ManifestJson;
}

/** The manifest of a deployment, as far as tests look at it. */
export interface ManifestJson {
  readonly function_count: number;
  readonly prune: Readonly<Record<string, unknown>>;
  readonly summary: Readonly<Record<string, number>>;
  readonly error: { readonly message: string; readonly at: string; readonly code: string };
}

/** A deployment as `stopgap.describe_deployment` describes it. */
export interface DescribedDeploymentJson extends DeploymentJson {
  readonly manifest: ManifestJson & {
    readonly functions: readonly Readonly<Record<string, unknown>>[];
    readonly functions_by_path: Readonly<Record<string, unknown>>;
  };
}

/** A connection, and the words of the SQL flow. */
export class Session {
  readonly client: Client;

  constructor(client: Client) {
    this.client = client;
  }

  /** The rows of a query. */
  async rows(sql: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(sql, [...values]);
    return rows;
  }

  /** The first column of the first row. */
  async value<T>(sql: string, values: readonly unknown[] = []): Promise<T> {
    const { rows } = await this.client.query<unknown[]>({
      text: sql,
      values: [...values],
      rowMode: "array",
    });
    return rows[0]?.[0] as T;
  }

  /** Creates a schema of its own, and returns its name. */
  async schema(prefix = "src"): Promise<string> {
    const name = `${prefix}_${randomBytes(4).toString("hex")}`;
    await this.client.query(`create schema ${pg.escapeIdentifier(name)}`);
    return name;
  }

  /** Creates or replaces `<schema>.<name>(args jsonb) returns jsonb`. */
  async define(schema: string, name: string, source: string, attributes = ""): Promise<void> {
    await this.client.query(
      `create or replace function ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}(args jsonb)
       returns jsonb language plts ${attributes} as $ts$${source}$ts$`,
    );
  }

  /** Defines a function that returns a number. */
  returning(schema: string, name: string, number: number, attributes = ""): Promise<void> {
    return this.define(schema, name, `export default () => ${number};`, attributes);
  }

  async drop(schema: string, name: string): Promise<void> {
    await this.client.query(
      `drop function ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}(jsonb)`,
    );
  }

  async deploy(env: string, schema: string, label: string | null = null): Promise<number> {
    return Number(await this.value("select stopgap.deploy($1, $2, $3)", [env, schema, label]));
  }

  async rollback(
    env: string,
    steps: number | null = 1,
    toId: number | null = null,
  ): Promise<number> {
    return Number(await this.value("select stopgap.rollback($1, $2, $3)", [env, steps, toId]));
  }

  deployments(env: string): Promise<readonly DeploymentJson[]> {
    return this.value("select stopgap.deployments($1)", [env]);
  }

  /** A deployment with its functions. */
  deployment(id: number): Promise<DescribedDeploymentJson> {
    return this.value("select stopgap.describe_deployment($1)", [id]);
  }

  /** The deployments by id. */
  async statuses(env: string): Promise<Record<number, string>> {
    const deployments = await this.deployments(env);
    return Object.fromEntries(deployments.map(({ id, status }) => [id, status]));
  }

  call(
    path: string,
    args: unknown = {},
    env: string | null = null,
    deploymentId: number | null = null,
  ): Promise<unknown> {
    const values = [path, JSON.stringify(args), env, deploymentId];
    return this.value("select stopgap.call_fn($1, $2, $3, $4)", values);
  }

  async liveSchema(env: string): Promise<string> {
    return this.value("select live_schema from stopgap.environment where env = $1", [env]);
  }

  /** The names of the functions in the live schema of an environment. */
  async live(env: string): Promise<string[]> {
    const rows = await this.rows(
      `select p.proname
       from stopgap.environment e
       join pg_namespace n on n.nspname = e.live_schema
       join pg_proc p on p.pronamespace = n.oid
       where e.env = $1
       order by p.proname`,
      [env],
    );
    return rows.map(({ proname }) => String(proname));
  }

  /** Runs work as another role, which a pooled session does by `set role`. */
  async as<T>(role: string, work: () => Promise<T>): Promise<T> {
    await this.client.query(`set role ${pg.escapeIdentifier(role)}`);
    try {
      return await work();
    } finally {
      await this.client.query("reset role");
    }
  }

  /** Runs work in a transaction with local settings; an error undoes it. */
  async with<T>(settings: Readonly<Record<string, string>>, work: () => Promise<T>): Promise<T> {
    await this.client.query("begin");
    try {
      for (const [name, value] of Object.entries(settings)) {
        await this.client.query("select set_config($1, $2, true)", [name, value]);
      }
      const result = await work();
      await this.client.query("commit");
      return result;
    } catch (error) {
      await this.client.query("rollback");
      throw error;
    }
  }
}
