import { createTestDatabase, withServerLock } from "@stopgap/local/testing";
import { version } from "@stopgap/sql";
import { expect, it } from "vitest";

import { runStopgap, type Outcome } from "../fixtures/run-stopgap.js";

/** Roles are the server's: no two installations may make them at the same time. */
function alone(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return withServerLock("roles", () => runStopgap(args, env));
}

it("SG-L03 installs, and does so any number of times", async () => {
  const database = await createTestDatabase();
  const first = await alone(["init", "--database-only", "--db", database.url, "--json"]);
  const second = await alone(["init", "--database-only"], { STOPGAP_DB: database.url });
  const { rows } = await database.client.query<{ version: string }>(
    "select stopgap.version() as version",
  );
  await database.drop();
  expect(first).toMatchObject({ exitCode: 0, stderr: "" });
  expect(JSON.parse(first.stdout)).toMatchObject({
    command: "init",
    version,
    previous_version: null,
    engine: { name: expect.stringMatching(/^pl(v8|js)$/) as string },
    mode: "language",
  });
  expect(second).toMatchObject({ exitCode: 0 });
  expect(second.stdout).toMatch(
    new RegExp(`^initialized target=\\S+ version=${version} previous_version=${version} engine=pl`),
  );
  expect(rows).toEqual([{ version }]);
});

it("uses the database of --db before that of STOPGAP_DB", async () => {
  const database = await createTestDatabase();
  const elsewhere = { STOPGAP_DB: "postgresql://127.0.0.1:1/none" };
  const outcome = await alone(["init", "--database-only", "--db", database.url], elsewhere);
  await database.drop();
  expect(outcome).toMatchObject({ exitCode: 0 });
});
