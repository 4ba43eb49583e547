import type { TestDatabase } from "@stopgap/local/testing";
import type { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let schema: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  schema = await new Session(database.client).schema();
});
afterAll(() => database.drop());

/** What PostgreSQL says beside its answers, in order. */
function listen(client: Client): string[] {
  const said: string[] = [];
  client.on("notice", ({ severity, message }) => said.push(`${severity ?? ""}: ${message ?? ""}`));
  return said;
}

/** What a deploy, a diff, a rollback that is refused, and a prune say at a log level. */
async function said(level: string | null): Promise<string[]> {
  const session = new Session(await database.connect());
  if (level !== null)
    await session.client.query("select set_config('stopgap.log_level', $1, false)", [level]);
  const lines = listen(session.client);
  await session.deploy(`level ${level ?? "default"}`, schema);
  await session.value("select stopgap.diff($1, $2)", [`level ${level ?? "default"}`, schema]);
  await failure(session.rollback(`level ${level ?? "default"}`, 7));
  await session.value("select stopgap.prune($1)", [`level ${level ?? "default"}`]);
  return lines;
}

const warning = (level: string) =>
  `WARNING: stopgap rollback failed: cannot rollback env level ${level} by 7 step(s): no prior deployment available`;

describe("stopgap.log_level", () => {
  it.each(["default", "warn", "WARNING", "nonsense"])(
    "lets failures through: %s",
    async (level) => {
      expect(await said(level === "default" ? null : level)).toEqual([warning(level)]);
    },
  );

  it.each(["off", "error"])("lets nothing through: %s", async (level) => {
    expect(await said(level)).toEqual([]);
  });

  it.each(["info", "debug"])("lets start and result through as well: %s", async (level) => {
    const lines = await said(level);
    expect(lines.map((line) => /^\w+: stopgap \w+ \w+/.exec(line)?.[0])).toEqual([
      "INFO: stopgap deploy started",
      "INFO: stopgap deploy done",
      "INFO: stopgap diff started",
      "INFO: stopgap diff done",
      "INFO: stopgap rollback started",
      "WARNING: stopgap rollback failed",
      "INFO: stopgap prune started",
      "INFO: stopgap prune done",
    ]);
  });

  it("tells a failure that try_deploy keeps once", async () => {
    const session = new Session(await database.connect());
    const lines = listen(session.client);
    await session.value("select stopgap.try_deploy('kept', 'missing')");
    expect(lines).toEqual([
      "WARNING: stopgap deploy to kept failed: " +
        "permission denied for stopgap deploy: source schema missing does not exist",
    ]);
  });
});
