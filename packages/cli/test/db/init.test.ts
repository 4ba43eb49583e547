import { createTestDatabase } from "@stopgap/local/testing";
import { version } from "@stopgap/sql";
import { expect, it } from "vitest";

import { runStopgap } from "../fixtures/run-stopgap.js";

it("SG-L03 installs, and does so any number of times", async () => {
  const database = await createTestDatabase();
  const first = await runStopgap(["init", "--db", database.url, "--json"]);
  const second = await runStopgap(["init"], { STOPGAP_DB: database.url });
  const { rows } = await database.client.query<{ version: string }>(
    "select stopgap.version() as version",
  );
  await database.drop();
  expect(first.exitCode).toBe(0);
  expect(JSON.parse(first.stdout)).toMatchObject({
    command: "init",
    version,
    previous_version: null,
    engine: { name: expect.stringMatching(/^pl(v8|js)$/) as string },
    mode: "language",
  });
  expect(second.exitCode).toBe(0);
  expect(second.stdout).toMatch(
    new RegExp(`^initialized target=\\S+ version=${version} previous_version=${version} engine=pl`),
  );
  expect(rows).toEqual([{ version }]);
});

it("uses the database of --db before that of STOPGAP_DB", async () => {
  const database = await createTestDatabase();
  const elsewhere = { STOPGAP_DB: "postgresql://127.0.0.1:1/none" };
  const { exitCode } = await runStopgap(["init", "--db", database.url], elsewhere);
  await database.drop();
  expect(exitCode).toBe(0);
});
