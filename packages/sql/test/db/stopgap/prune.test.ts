import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;

beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
});
afterAll(() => database.drop());

/** An environment whose second deployment has only `f`; of the first `b`, `c` and `d` are left over, and `c` is in use. */
async function leftOver(
  env: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<string> {
  const schema = await session.schema();
  for (const name of ["b", "c", "d", "f"]) await session.returning(schema, name, 1);
  await session.deploy(env, schema);
  const live = pg.escapeIdentifier(await session.liveSchema(env));
  await session.client.query(`create view ${schema}.uses_c as select ${live}.c('{}')`);
  for (const name of ["b", "c", "d"]) await session.drop(schema, name);
  await session.with(settings, () => session.deploy(env, schema));
  return schema;
}

const lastPrune = async (env: string) => (await session.deployments(env))[0]?.manifest.prune;

describe("a deploy", () => {
  it("SG-P01 leaves removed functions live by default", async () => {
    await leftOver("default");
    expect(await session.live("default")).toEqual(["b", "c", "d", "f"]);
    expect(await lastPrune("default")).toEqual({
      enabled: false,
      dropped: [],
      skipped_with_dependents: [],
    });
  });

  it.each(["on", " TRUE ", "1", "yes"])(
    "SG-P02 prunes with stopgap.prune = '%s', but not what is in use",
    async (on) => {
      const env = `prunes ${on}`;
      const schema = await leftOver(env, { "stopgap.prune": on });
      expect(await session.live(env)).toEqual(["c", "f"]);
      expect(await lastPrune(env)).toEqual({
        enabled: true,
        dropped: ["b", "d"],
        skipped_with_dependents: ["c"],
        dependents: { c: [`view ${schema}.uses_c`] },
      });
    },
  );

  it.each(["off", "maybe", ""])("does not prune with stopgap.prune = '%s'", async (off) => {
    const env = `keeps ${off}`;
    await leftOver(env, { "stopgap.prune": off });
    expect(await session.live(env)).toEqual(["b", "c", "d", "f"]);
  });

  it("SG-P03 prunes only what this environment has deployed", async () => {
    const schema = await session.schema();
    await session.returning(schema, "f", 1);
    await session.deploy("owned", schema);
    const live = await session.liveSchema("owned");
    await session.returning(live, "by_hand", 1);
    await session.with({ "stopgap.prune": "on" }, () => session.deploy("owned", schema));
    expect(await session.live("owned")).toEqual(["by_hand", "f"]);
  });
});

describe("prune", () => {
  const prune = (env: string, dryRun?: boolean) =>
    session.value("select stopgap.prune($1, $2)", [env, dryRun ?? false]);

  it("SG-P02 removes what is left over and not in use", async () => {
    const schema = await leftOver("later");
    const [active] = await session.deployments("later");
    const result = {
      env: "later",
      deployment_id: active?.id,
      dropped: ["b", "d"],
      skipped_with_dependents: ["c"],
      dependents: { c: [`view ${schema}.uses_c`] },
    };
    expect(await prune("later", true)).toEqual({ ...result, dry_run: true });
    expect(await session.live("later")).toEqual(["b", "c", "d", "f"]);
    expect(await prune("later")).toEqual({ ...result, dry_run: false });
    expect(await session.live("later")).toEqual(["c", "f"]);
    expect(await prune("later")).toMatchObject({ dropped: [], skipped_with_dependents: ["c"] });
  });

  it("refuses an environment without an active deployment", async () => {
    expect((await failure(prune("unknown"))).message).toBe(
      "cannot prune env unknown: environment missing or has no active deployment",
    );
  });
});
