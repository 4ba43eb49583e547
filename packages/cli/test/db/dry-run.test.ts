import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { projectFolder } from "../fixtures/project-folder.js";
import { runInProcess } from "../fixtures/run-in-process.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.define("app", "f", "1");
});
afterAll(() => on.database.drop());

async function active(env: string): Promise<unknown> {
  const { rows } = await on.client.query<{ id: unknown }>(
    "select stopgap.status($1) -> 'active_deployment_id' as id",
    [env],
  );
  return rows[0]?.id ?? null;
}

describe("deploy --dry-run", () => {
  it("does everything for a schema, tells steps and locks, and leaves nothing", async () => {
    const args = ["deploy", "--from-schema", "app", "--env", "schema", "--dry-run"];
    const { exitCode, stdout, stderr } = await on.stopgap(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^\+ +api\.legacy\.f +added +safe$/m);
    expect(stdout).toMatch(/^materialize +1 +[\d.]+m?s$/m);
    expect(stdout).toMatch(/^table stopgap\.deployment +RowExclusiveLock$/m);
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
      /^rehearsed env=schema from_schema=app previous_deployment_id=none added=1 changed=0 /,
    );
    expect(await active("schema")).toBeNull();
  });

  it("does everything for a project, and leaves nothing", async () => {
    const folder = await projectFolder({
      "one.ts": `import { query } from "@stopgap/runtime"; export const get = query(async () => 1);`,
    });
    const env = { STOPGAP_DB: on.database.url, STOPGAP_JSON: "1" };
    const run = (...args: readonly string[]) => runInProcess(args, env, folder);
    const { stdout } = await run("deploy", "--env", "project", "--dry-run");
    expect(JSON.parse(stdout)).toMatchObject({
      deployment_id: null,
      function_paths: ["api.one.get"],
      rehearsal: { functions: [{ function_path: "api.one.get", change: "added" }] },
    });
    expect(await active("project")).toBeNull();
  });

  it("fails as the deploy would, and keeps no failure", async () => {
    await on.client.query("create schema broken; set check_function_bodies = off");
    await on.client.query(
      `create function broken.f(args jsonb) returns jsonb language plts as 'export default () => (1).foo();'`,
    );
    const args = ["deploy", "--from-schema", "broken", "--env", "failing", "--dry-run"];
    const { exitCode, stderr } = await on.stopgap(...args);
    expect(exitCode).toBe(13);
    expect(stderr).toContain("broken.f:1:");
    expect(stderr).not.toContain("kept as");
    const { rows } = await on.client.query("select stopgap.deployments('failing') as deployments");
    expect(rows).toEqual([{ deployments: [] }]);
  });
});

describe("rollback --dry-run and activate --dry-run", () => {
  it("tell where they would lead, and stay", async () => {
    const [first, second] = [await on.deploy("back", "app"), await on.deploy("back", "app")];
    const rollback = await on.stopgap("rollback", "--env", "back", "--dry-run");
    expect(rollback.stdout).toMatch(
      new RegExp(`^rehearsed a rollback env=back target_deployment_id=${String(first)} `, "m"),
    );
    const activate = await on.stopgap("activate", String(first), "--env", "back", "--dry-run");
    expect(activate.stdout).toMatch(/^rehearsed an activation env=back /m);
    expect(await active("back")).toBe(second);
  });
});
