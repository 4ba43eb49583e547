import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  // So that the live schemas of the others are called after their environments.
  await deployed("prod");
});
afterAll(() => on.database.drop());

/** What a command prints for people, a line each; what differs from run to run is left out. */
async function lines(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await on.stopgap(...args);
  expect(stderr).toBe("");
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/ target=\S+/, "").replace(/ duration=\S+/, ""));
}

/** Deploys `f` and `g` into an environment of its own; the deployment's id. */
async function deployed(env: string, answer = "1"): Promise<number> {
  await on.define(env, "f", answer);
  await on.define(env, "g", answer);
  return on.deploy(env, env);
}

describe("verify and repair", () => {
  it("SG-L01 say what is not as it was deployed, what was mended and what remains", async () => {
    const env = "people";
    const id = await deployed(env);
    expect(await lines("verify", "--env", env)).toEqual([
      `verified env=people deployment_id=${id} ok=2 drifted=0 missing=0 unexpected=0 left_over=0 missing_versions=0`,
    ]);
    await on.client.query(`
      alter function live_people.f(jsonb) stable set work_mem = '1MB';
      drop function live_people.g(jsonb);
      grant usage on schema live_people to public;
      create function live_people.by_hand() returns int language sql as 'select 1'`);
    const wrong = [
      "drifted     the live schema: grants is app_user, public, stopgap_deployer, not app_user, stopgap_deployer",
      "drifted     f: settings is work_mem=1MB, not none",
      "drifted     f: volatility is stable, not volatile",
      "missing     g",
    ];
    expect(await lines("verify", "--env", env)).toEqual([
      ...wrong,
      "unexpected  by_hand()",
      `verified env=people deployment_id=${id} ok=0 drifted=1 missing=1 unexpected=1 left_over=0 missing_versions=0`,
    ]);
    expect(await lines("repair", "--env", env)).toEqual([
      ...wrong.map((line) => `mended ${line}`),
      "left   unexpected  by_hand()",
      `repaired env=people deployment_id=${id} functions=2 versions=0 remaining=1`,
    ]);
    await on.client.query("drop function live_people.by_hand()");
    expect((await on.stopgap("repair", "--env", env)).exitCode).toBe(0);
    expect((await on.stopgap("verify", "--env", env, "--exit-code")).exitCode).toBe(0);
  });

  it("SG-A02 name damaged code and what mends it, and repair ends with 3", async () => {
    const env = "damaged";
    await deployed(env, `"to be damaged"`);
    await on.client.query(
      "update plts.artifact set compiled_js = compiled_js || ' ' where source_ts like '%to be damaged%'",
    );
    const { exitCode, stdout } = await on.stopgap("repair", "--env", env);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^left {3}drifted {5}f: its code [0-9a-f]{12} is not what its hash says$/m,
    );
    expect(stdout).toContain(
      "mend: stopgap deploy --env damaged --force, or create the functions of a schema again",
    );
    await on.define(env, "f", `"to be damaged"`);
    expect((await on.stopgap("repair", "--env", env)).exitCode).toBe(0);
  });

  it.each(["verify", "repair"])("%s is refused where no deployment is active", async (command) => {
    const { exitCode, stderr } = await on.stopgap(command, "--env", "nowhere");
    expect(exitCode).toBe(11);
    expect(stderr).toContain(
      `cannot ${command} env nowhere: environment missing or has no active deployment`,
    );
  });
});

describe("gc and pin", () => {
  it("SG-L01 say what went, and what stays because it is pinned or in use", async () => {
    const env = "old";
    const ids: number[] = [];
    for (const answer of ["1", "2", "3", "4"]) ids.push(await deployed(env, answer));
    const [a = 0, b = 0, c = 0] = ids;
    expect(await lines("pin", String(a))).toEqual([
      `pinned env=old deployment_id=${a} until=infinity`,
    ]);
    const { rows } = await on.client.query<{ version_key: string }>(
      "select version_key from stopgap.fn_version where deployment_id = $1 and fn_name = 'f'",
      [b],
    );
    const version = `stopgap_version.${rows[0]?.version_key ?? ""}`;
    await on.client.query(`create view public.uses_version as select ${version}('{}')`);
    const about = (verb: string) => [
      `- ${verb} deployments ${b}, ${c} of old`,
      `= kept deployment ${a} of old: pinned until infinity`,
      `! kept ${version}: used by view public.uses_version`,
    ];
    const dry = await lines("gc", "--keep", "1", "--dry-run");
    expect(dry).toEqual(expect.arrayContaining(about("would remove")));
    expect(dry.at(-1)).toMatch(
      /^collected keep=1 dry_run=on deployments=\d+ versions=\d+ artifacts=0 bytes=0$/,
    );
    expect(await lines("gc", "--keep", "1")).toEqual(expect.arrayContaining(about("removed")));
    expect(await lines("pin", String(a), "--remove")).toEqual([
      `unpinned env=old deployment_id=${a}`,
    ]);
  });

  it.each([
    [["pin"], 2, "missing required argument 'id'"],
    [["pin", "first"], 2, "<id> is a whole number from 1, not 'first'"],
    [["pin", "1", "--until", "tomorrow"], 2, "--until is a time in ISO 8601, not 'tomorrow'"],
    [
      ["pin", "1", "--until", "2999-01-31", "--remove"],
      2,
      "--until and --remove exclude each other",
    ],
    [["pin", "987654"], 11, "deployment id 987654 does not exist"],
    [["gc", "--keep", "some"], 2, "--keep is a whole number from 0, not 'some'"],
  ])("stopgap %j ends with %d", async (args, code, message) => {
    const { exitCode, stderr } = await on.stopgap(...args);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(code);
  });
});

describe("prune", () => {
  it("SG-P02 says what uses a function that it leaves", async () => {
    await deployed("used");
    await on.client.query("create view public.uses_g as select live_used.g('{}')");
    await on.client.query("drop function used.g(jsonb)");
    await on.deploy("used", "used");
    expect(await lines("prune", "--env", "used")).toEqual([
      "! kept g: used by view public.uses_g",
      "pruned env=used dry_run=off dropped=0 skipped=1",
    ]);
  });
});
