import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createTestDatabase } from "../../../src/testing/test-database.js";
import type { DatabaseTemplate, TestDatabase } from "../../../src/testing.js";

describe("createTestDatabase", () => {
  let installs = 0;
  const template: DatabaseTemplate = {
    key: `greetings of ${process.pid.toString()}`,
    install: async (client) => {
      installs += 1;
      await client.query("create table greeting as select 'hello' as text");
    },
  };
  let first: TestDatabase;
  let second: TestDatabase;

  beforeAll(async () => {
    [first, second] = await Promise.all([
      createTestDatabase({ template }),
      createTestDatabase({ template }),
    ]);
  });
  afterAll(() => Promise.all([first.drop(), second.drop()]));

  it("installs the template once for databases that are made at the same time", () => {
    expect(installs).toBe(1);
  });

  it("gives every database what the template has", async () => {
    for (const { client } of [first, second]) {
      const { rows } = await client.query("select text from greeting");
      expect(rows).toEqual([{ text: "hello" }]);
    }
  });

  it("keeps the changes in one database from another", async () => {
    await first.client.query("create table only_here (id int)");
    const { rows } = await second.client.query("select to_regclass('only_here') as found");
    expect(rows).toEqual([{ found: null }]);
  });

  it("makes a template anew when its key is another", async () => {
    const other = await createTestDatabase({
      template: {
        key: `${template.key}, next`,
        install: (client) => client.query("create schema s"),
      },
    });
    const { rows } = await other.client.query("select to_regclass('greeting') as found");
    await other.drop();
    expect(rows).toEqual([{ found: null }]);
  });

  it("installs a template again after its installation has failed", async () => {
    const failing = { key: "failing", install: (client: pg.Client) => client.query("select 1/0") };
    await expect(createTestDatabase({ template: failing })).rejects.toThrow("division by zero");
    const repaired = await createTestDatabase({
      template: { key: "failing", install: (client) => client.query("create table t ()") },
    });
    const found = await repaired.client.query("select to_regclass('t')::text as found");
    await repaired.drop();
    expect(found.rows).toEqual([{ found: "t" }]);
  });
});

describe("drop", () => {
  it("removes the database and closes the connections that it gave", async () => {
    const database = await createTestDatabase();
    await database.connect();
    await database.drop();
    const client = new pg.Client(database.url);
    await expect(client.connect()).rejects.toMatchObject({ code: "3D000" });
  });

  it("names a connection that the tests left open, with its last statement", async () => {
    const database = await createTestDatabase();
    const forgotten = new pg.Client(database.url);
    forgotten.on("error", () => undefined);
    await forgotten.connect();
    await forgotten.query("select 'forgotten' as it");
    await expect(database.drop()).rejects.toMatchObject({
      code: "left_open",
      message: expect.stringMatching(
        /connection \d+ \(idle, last: select 'forgotten' as it\)/,
      ) as string,
    });
  });
});
