import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";
import { describe, expect, it } from "vitest";

import { install, uninstall } from "../../../src/index.js";
import { catalog } from "../catalog.js";
import { createEngine } from "../extension/extension-files.js";
import { Session } from "../stopgap/session.js";

/** A database with an engine. */
async function withDatabase(work: (database: TestDatabase) => Promise<void>): Promise<void> {
  const database = await createTestDatabase();
  try {
    await createEngine(database.client);
    await work(database);
  } finally {
    await database.drop();
  }
}

describe("uninstall", () => {
  it("leaves nothing behind that was not there before the installation", () =>
    withDatabase(async ({ client }) => {
      const session = new Session(client);
      const before = await catalog(client);
      await install(client, { revokeEngine: false });
      const schema = await session.schema();
      await session.returning(schema, "f", 1);
      await session.returning(schema, "g", 1, "stable set work_mem = '5MB'");
      await session.deploy("prod", schema);
      await session.returning(schema, "f", 2);
      await session.drop(schema, "g");
      await session.deploy("prod", schema);
      await session.deploy("other", schema);
      await session.rollback("prod");
      await client.query("select stopgap.try_deploy('never', 'no_such_schema')");
      const kept = await session.value(
        "select count(*)::int from pg_proc where pronamespace = 'stopgap_version'::regnamespace",
      );
      expect(kept).toBeGreaterThan(0);
      await uninstall(client, { dropDeployments: true });
      await client.query(`drop schema ${schema}`);
      expect(await catalog(client)).toEqual(before);
    }));

  it("gives back the rights that it had to the engine", () =>
    withDatabase(async ({ client }) => {
      await install(client, { revokeEngine: true });
      const before = await catalog(client);
      expect(before.some((line) => /^right to language pl(js|v8) stopgap_owner$/.test(line))).toBe(
        true,
      );
      await uninstall(client);
      const after = await catalog(client);
      expect(after.filter((line) => line.includes("stopgap"))).toEqual([]);
    }));
});
