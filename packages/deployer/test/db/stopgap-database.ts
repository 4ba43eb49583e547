import { createTestDatabase } from "@stopgap/local/testing";
import type { TestDatabase } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";

/** A fresh database with Stopgap in it, and a schema `app`. */
export async function stopgapDatabase(): Promise<TestDatabase> {
  const database = await createTestDatabase({ template: { key: "stopgap", install } });
  // A copy of a database does not have the rights to the database itself, so it is installed into once more.
  await install(database.client);
  await database.client.query("create schema app");
  return database;
}

/** Creates or replaces `app.<name>(args jsonb) returns jsonb`. */
export async function define(database: TestDatabase, name: string, source: string): Promise<void> {
  await database.client.query(
    `create or replace function app.${name}(args jsonb) returns jsonb language plts as $ts$${source}$ts$`,
  );
}
