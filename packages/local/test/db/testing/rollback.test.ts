import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase, withRollback } from "../../../src/testing.js";
import type { TestDatabase } from "../../../src/testing.js";

describe("withRollback", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  const tables = async () => {
    const { rows } = await database.client.query(
      "select relname from pg_class where relname = 't'",
    );
    return rows.length;
  };

  it("returns the result of the work and undoes what it did", async () => {
    const result = await withRollback(database.client, async (client) => {
      await client.query("create table t ()");
      return tables();
    });
    expect(result).toBe(1);
    expect(await tables()).toBe(0);
  });

  it("undoes it when the work fails, and passes the failure on", async () => {
    const work = withRollback(database.client, async (client) => {
      await client.query("create table t ()");
      await client.query("select 1/0");
    });
    await expect(work).rejects.toThrow("division by zero");
    expect(await tables()).toBe(0);
  });

  it("borrows a connection of a pool and gives it back", async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    await withRollback(pool, (client) => client.query("create table t ()"));
    expect(pool.idleCount).toBe(1);
    await pool.end();
    expect(await tables()).toBe(0);
  });
});
