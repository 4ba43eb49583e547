import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";
import type { Client, QueryResult } from "pg";
import { install } from "../../src/index.js";
import { NodeHandlers } from "../conformance/node/node-handlers.js";

/** A fresh database with Stopgap in it. */
export async function stopgapDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ template: { key: "stopgap", install } });
  // A copy of a database does not have the rights to the database itself, so it is installed into once more.
  await install(database.client);
  return database;
}

/** What PostgreSQL said of a statement that failed. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly detail: string;
  readonly hint: string;
}

/** Runs a statement that must fail, and returns what it failed with. */
export async function failure(run: Promise<unknown>): Promise<Failure> {
  const outcome = await run.then(
    () => undefined,
    (error: unknown) => error as Partial<Failure>,
  );
  if (!outcome) throw new Error("the statement succeeded");
  const { code = "", message = "", detail = "", hint = "" } = outcome;
  return { code, message, detail, hint };
}

/** Functions in the schema `app`, and calls of them: in the database, or in Node where the test run says so. */
export class App {
  readonly client: Client;
  readonly #node: NodeHandlers | undefined;

  constructor(client: Client) {
    this.client = client;
    this.#node =
      process.env["STOPGAP_TEST_HANDLERS"] === "node" ? new NodeHandlers(client) : undefined;
  }

  /** Creates `app.<name>(args jsonb) returns jsonb`. */
  async define(name: string, source: string, attributes = ""): Promise<QueryResult> {
    if (this.#node) {
      await this.#node.define(name, source);
      // It is there for statements that call it.
      await this.client.query("set check_function_bodies = off");
    }
    return this.client.query(
      `create or replace function app.${name}(args jsonb) returns jsonb language plts ${attributes} as $ts$${source}$ts$`,
    );
  }

  /** Calls a function; its answer as JSON text, which keeps every digit. */
  async text(name: string, args: string): Promise<string | null> {
    if (this.#node) return this.#node.call(name, args);
    const { rows } = await this.client.query<{ answer: string | null }>(
      `select app.${name}($1)::text as answer`,
      [args],
    );
    return rows[0]?.answer ?? null;
  }

  /** Calls a function; its answer parsed. */
  async call(name: string, args: unknown = {}): Promise<unknown> {
    const text = await this.text(name, JSON.stringify(args));
    return text === null ? null : JSON.parse(text);
  }

  /** Defines a handler and calls it once. */
  async run(source: string, args: unknown = {}): Promise<unknown> {
    await this.define("once", source);
    return this.call("once", args);
  }
}
