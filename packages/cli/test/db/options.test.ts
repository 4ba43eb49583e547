import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { createTestDatabase, withServerLock } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { namedCommands } from "../../src/command-tree.js";
import { sharedOptions } from "../../src/options/shared-options.js";
import { fakeGateway, rightAnswer, type SentRequest } from "../fixtures/fake-gateway.js";
import { fakeLocalServer } from "../fixtures/fake-local-server.js";
import { projectFolder, writeModules } from "../fixtures/project-folder.js";
import { runInProcess, startInProcess } from "../fixtures/run-in-process.js";
import type { Outcome } from "../fixtures/run-stopgap.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";
import { temporaryFolder, writeFiles } from "../fixtures/temporary-folder.js";

const benchmarks = fileURLToPath(new URL("../../../../benchmarks", import.meta.url));
const module = `
import { query, v } from "@stopgap/runtime";
export const get = query(v.object({ id: v.int() }), async ({ id }) => ({ id }));
`;

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.define("app", "one", "1");
});
afterAll(() => on.database.drop());

interface Run {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How an option is given: as an argument or by its variable. */
type Given = (value?: string) => Run;

interface More {
  readonly folder?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command line with an option that is given one way or the other. */
function run(line: string, given: Run, { folder, env }: More = {}): Promise<Outcome> {
  return runInProcess(
    [...line.split(" "), ...given.args],
    { STOPGAP_DB: on.database.url, ...env, ...given.env },
    folder,
    { localServer: fakeLocalServer(on.database.url) },
  );
}

const without: Run = { args: [], env: {} };

async function json(line: string, given = without, more: More = {}): Promise<Answer> {
  const { stdout, stderr } = await run(`${line} --json`, given, more);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

type Answer = Readonly<Record<string, unknown>>;

/** The ids of deployments of one function in an environment, the oldest first. */
async function deployed(env: string, count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let version = 1; version <= count; version += 1) {
    await on.define(env, "f", String(version));
    ids.push(await on.deploy(env, env));
  }
  return ids;
}

type Effects = Readonly<Record<string, (given: Given, way: string) => Promise<void>>>;

/** What a command that asks a gateway has sent, with an option that says this. */
async function sent(
  line: string,
  given: (url: string) => Run,
  answer: Parameters<typeof fakeGateway>[0] = rightAnswer,
): Promise<readonly SentRequest[]> {
  const gateway = await fakeGateway(answer);
  const table = "create table one (id int)";
  const folder = await temporaryFolder({
    "src/postgresql/tables/one.sql": table,
    "other/tables/one.sql": table,
  });
  const env = { DB_GATEWAY_URL: gateway.url, PLATFORM_ID: "shop", RETRY_DELAY: "0" };
  await run(line, given(gateway.url), { folder, env });
  await gateway.close();
  return gateway.requests;
}

const away = () => [503, { error: "unavailable", message: "away" }] as const;

/** What the options do that all commands have which ask a gateway. */
function gatewayEffects(command: string, words = ""): Effects {
  const line = `${command}${words}`;
  const folder =
    "gateway call" === command
      ? {}
      : {
          [`${command} --schema-folder`]: async (given: Given) => {
            expect(await sent(line, () => given("other"))).toHaveLength(1);
            expect(await sent(line, () => given("nowhere"))).toHaveLength(0);
          },
        };
  return {
    ...folder,
    [`${command} --gateway-url`]: async (given) => {
      expect(await sent(line, (url) => given(url))).toHaveLength(1);
      expect(await sent(line, () => given("http://127.0.0.1:1"))).toHaveLength(0);
    },
    [`${command} --platform`]: async (given) => {
      expect(await sent(line, () => given("books"))).toMatchObject([
        { fields: { platform: "books" } },
      ]);
    },
    [`${command} --tenant`]: async (given) => {
      expect(await sent(line, () => given("a"))).toMatchObject([{ fields: { tenant_id: "a" } }]);
    },
    [`${command} --token`]: async (given) => {
      expect(await sent(line, () => given("t"))).toMatchObject([{ token: "Bearer t" }]);
    },
    [`${command} --retries`]: async (given) => {
      expect(await sent(line, () => given("0"), away)).toHaveLength(1);
      expect(await sent(line, () => given("2"), away)).toHaveLength(3);
    },
    [`${command} --retry-delay`]: async (given) => {
      const { url, close } = await fakeGateway(away);
      const env = { STOPGAP_GATEWAY_URL: url, STOPGAP_PLATFORM: "shop", STOPGAP_RETRIES: "1" };
      const folder = await temporaryFolder({
        "src/postgresql/tables/one.sql": "create table one (id int)",
      });
      expect((await run(line, given("0"), { env, folder })).stderr).toContain("again in 0 s");
      await close();
    },
  };
}

/** A schema that a database has with more columns. */
async function schemaThatDrops(...columns: readonly string[]) {
  const database = await createTestDatabase();
  const declared = (more: readonly string[]) => ({
    "tables/one.sql": `create table one (${["id int primary key", ...more].join(", ")})`,
  });
  const folder = await temporaryFolder(declared(columns.map((column) => `${column} text`)));
  const more: More = { folder, env: { STOPGAP_DB: database.url } };
  expect(await run("schema apply", without, more)).toMatchObject({ exitCode: 0 });
  await writeFiles(folder, declared([]));
  return { more, drop: () => database.drop() };
}

/** What each option does, by command and option. */
const effects: Effects = {
  "init --database-only": async (given) => {
    const folder = await temporaryFolder({ "package.json": "{}" });
    const installed = () => json("init", given(), { folder });
    expect(await withServerLock("roles", installed)).not.toHaveProperty("project_root");
  },
  "init --revoke-engine": async (given) => {
    const database = await createTestDatabase();
    const env = { STOPGAP_DB: database.url };
    const installed = () => json("init --database-only", given(), { env });
    await withServerLock("roles", installed);
    const { rows } = await database.client.query(
      "select lanname, has_language_privilege('public', oid, 'usage') as is_public from pg_language where lanname in ('plv8', 'pljs')",
    );
    await database.drop();
    expect(rows).toMatchObject([{ is_public: false }]);
  },
  "check --watch": async (given) => {
    const folder = await projectFolder({ "one.ts": module });
    const { args, env } = given();
    const check = startInProcess(["check", "--json", ...args], env, folder);
    await expect.poll(check.stdout, { timeout: 20_000 }).toContain('"error_count":0');
    await writeModules(folder, { "one.ts": `${module}const n: number = "";` });
    await expect.poll(check.stdout, { timeout: 20_000 }).toContain('"error_count":1');
    check.interrupt();
    expect(await check.outcome).toMatchObject({ exitCode: 0 });
  },
  "deploy --from-schema": async (given, way) => {
    const answer = await json(`deploy --env schema_${way}`, given("app"));
    expect(answer).toMatchObject({ from_schema: "app", function_paths: ["api.legacy.one"] });
  },
  "deploy --label": async (given, way) => {
    const line = `deploy --from-schema app --env label_${way}`;
    expect(await json(line)).toMatchObject({ label: null });
    expect(await json(line, given("the first"))).toMatchObject({ label: "the first" });
  },
  "deploy --prune": async (given, way) => {
    const schema = `prune_${way}`;
    await on.define(schema, "goes", "1");
    await deployed(schema, 1);
    await on.client.query(`drop function ${schema}.goes(jsonb)`);
    const line = `deploy --from-schema ${schema} --env ${schema}`;
    expect(await json(line)).toMatchObject({ pruned: { dropped: [] } });
    expect(await json(line, given())).toMatchObject({ pruned: { dropped: ["goes"] } });
  },
  "deploy --force": async (given, way) => {
    const folder = await projectFolder({ "one.ts": module });
    const line = `deploy --env force_${way}`;
    await json(line, without, { folder });
    expect(await json(line, without, { folder })).toMatchObject({ is_unchanged: true });
    expect(await json(line, given(), { folder })).toMatchObject({ is_unchanged: false });
  },
  "deploy --accept-breaking": async (given, way) => {
    const folder = await projectFolder({ "one.ts": module });
    const line = `deploy --env breaking_${way}`;
    await json(line, without, { folder });
    await writeModules(folder, {
      "one.ts": module.replace("{ id: v", "{ no: v").replace("({ id }) =>", "({ no: id }) =>"),
    });
    expect(await run(line, without, { folder })).toMatchObject({ exitCode: 15 });
    expect(await run(line, given("api.one.get"), { folder })).toMatchObject({ exitCode: 0 });
  },
  "deploy --dry-run": async (given, way) => {
    const env = `rehearsed_${way}`;
    const [active] = await deployed(env, 1);
    const line = `deploy --from-schema app --env ${env}`;
    expect(await run(line, given())).toMatchObject({ exitCode: 0 });
    expect(await json(`status --env ${env}`)).toMatchObject({
      status: { active_deployment_id: active },
    });
  },
  "activate --dry-run": async (given, way) => {
    const env = `tried_${way}`;
    const [first = 0, second] = await deployed(env, 2);
    expect(await run(`activate ${first} --env ${env}`, given())).toMatchObject({ exitCode: 0 });
    expect(await json(`status --env ${env}`)).toMatchObject({
      status: { active_deployment_id: second },
    });
  },
  "rollback --dry-run": async (given, way) => {
    const env = `kept_${way}`;
    const [, second] = await deployed(env, 2);
    expect(await run(`rollback --env ${env}`, given())).toMatchObject({ exitCode: 0 });
    expect(await json(`status --env ${env}`)).toMatchObject({
      status: { active_deployment_id: second },
    });
  },
  "diff --from-schema": async (given, way) => {
    await deployed(`compared_${way}`, 1);
    const answer = await json(`diff --env compared_${way}`, given("app"));
    expect(answer).toMatchObject({
      from_schema: "app",
      diff: { summary: { added: 1, removed: 1 } },
    });
  },
  "diff --exit-code": async (given, way) => {
    await deployed(`differs_${way}`, 1);
    const line = `diff --from-schema app --env differs_${way}`;
    expect(await run(line, without)).toMatchObject({ exitCode: 0 });
    expect(await run(line, given())).toMatchObject({ exitCode: 3 });
  },
  "deployments --limit": async (given, way) => {
    await deployed(`limit_${way}`, 3);
    expect(await json(`deployments --env limit_${way}`, given("2"))).toMatchObject({ count: 2 });
  },
  "deployments --before": async (given, way) => {
    const [first, second = 0] = await deployed(`before_${way}`, 2);
    expect(await json(`deployments --env before_${way}`, given(String(second)))).toMatchObject({
      deployments: [{ id: first }],
    });
  },
  "rollback --steps": async (given, way) => {
    const [first] = await deployed(`steps_${way}`, 3);
    const answer = await json(`rollback --env steps_${way}`, given("2"));
    expect(answer).toMatchObject({ steps: 2, deployment_id: first });
  },
  "rollback --to": async (given, way) => {
    const [first = 0] = await deployed(`back_${way}`, 3);
    const answer = await json(`rollback --env back_${way}`, given(String(first)));
    expect(answer).toMatchObject({ to_id: first, deployment_id: first });
  },
  "promote --from": async (given, way) => {
    await deployed(`source_${way}`, 1);
    const answer = await json(`promote --to target_${way}`, given(`source_${way}`));
    expect(answer).toMatchObject({ from: `source_${way}` });
  },
  "promote --to": async (given, way) => {
    await deployed(`origin_${way}`, 1);
    await json(`promote --from origin_${way}`, given(`copy_${way}`));
    expect(await json(`status --env copy_${way}`)).not.toMatchObject({ status: null });
  },
  "promote --label": async (given, way) => {
    await deployed(`plain_${way}`, 1);
    const answer = await json(`promote --from plain_${way} --to named_${way}`, given("copied"));
    expect(answer).toMatchObject({ label: "copied" });
  },
  "prune --dry-run": async (given, way) => {
    const schema = `unused_${way}`;
    await on.define(schema, "goes", "1");
    await deployed(schema, 1);
    await on.client.query(`drop function ${schema}.goes(jsonb)`);
    await on.deploy(schema, schema);
    const prune = { dropped: ["goes"] };
    const line = `prune --env ${schema}`;
    expect(await json(line, given())).toMatchObject({ dry_run: true, prune });
    expect(await json(line)).toMatchObject({ dry_run: false, prune });
  },
  "verify --exit-code": async (given, way) => {
    const env = `drifts_${way}`;
    await deployed(env, 1);
    const line = `verify --env ${env}`;
    expect(await run(line, given())).toMatchObject({ exitCode: 0 });
    await on.client.query(`alter function live_${env}.f(jsonb) stable`);
    expect(await run(line, without)).toMatchObject({ exitCode: 0 });
    expect(await run(line, given())).toMatchObject({ exitCode: 3 });
  },
  "gc --keep": async (given, way) => {
    const env = `keeps_${way}`;
    const [first] = await deployed(env, 2);
    const removed = async (how: Run) => {
      const { gc } = await json("gc", how);
      const { environments } = gc as { environments: readonly { env: string; removed: unknown }[] };
      return environments.find((each) => each.env === env)?.removed;
    };
    expect(await removed(without)).toEqual([]);
    expect(await removed(given("1"))).toEqual([first]);
    expect(await run("gc", given("-1"))).toMatchObject({ exitCode: 2 });
  },
  "gc --dry-run": async (given, way) => {
    const env = `tells_${way}`;
    const [first] = await deployed(env, 2);
    const environments = expect.arrayContaining([
      expect.objectContaining({ env, removed: [first] }),
    ]) as unknown;
    const line = "gc --keep 1";
    expect(await json(line, given())).toMatchObject({ dry_run: true, gc: { environments } });
    expect(await json(line)).toMatchObject({ dry_run: false, gc: { environments } });
  },
  "pin --until": async (given, way) => {
    const [id = 0] = await deployed(`until_${way}`, 1);
    const line = `pin ${id}`;
    expect(await json(line)).toMatchObject({ deployment_id: id, pinned_until: "infinity" });
    const { pinned_until: until } = await json(line, given("2999-01-31T09:30+02:00"));
    expect(new Date(String(until))).toEqual(new Date("2999-01-31T07:30Z"));
    expect(await run(line, given("soon"))).toMatchObject({ exitCode: 2 });
    expect(await run(line, given("2001-01-01"))).toMatchObject({ exitCode: 11 });
  },
  "pin --remove": async (given, way) => {
    const [id = 0] = await deployed(`unpinned_${way}`, 1);
    await json(`pin ${id}`);
    expect(await json(`pin ${id}`, given())).toMatchObject({ pinned_until: null });
    const both = await run(`pin ${id} --until 2999-01-31`, given());
    expect(both.exitCode).toBe(way === "argument" ? 2 : 0);
  },
  "call --deployment": async (given, way) => {
    const [first = 0] = await deployed(`called_${way}`, 2);
    const line = `call api.legacy.f --env called_${way}`;
    expect(await json(line)).toMatchObject({ deployment_id: null, result: 2 });
    expect(await json(line, given(String(first)))).toMatchObject({ result: 1 });
  },
  "doctor --exit-code": async (given) => {
    const empty = await createTestDatabase();
    const more = { env: { STOPGAP_DB: empty.url } };
    const [plain, coded] = [await run("doctor", without, more), await run("doctor", given(), more)];
    await empty.drop();
    expect([plain.exitCode, coded.exitCode]).toEqual([0, 3]);
  },
  "vendor add --from": async (given) => {
    const folder = await temporaryFolder();
    expect(await run("vendor add slugify", without, { folder })).toMatchObject({ exitCode: 16 });
    expect(await json("vendor add slugify", given(benchmarks), { folder })).toMatchObject({
      from: benchmarks,
      packages: [{ specifier: "slugify" }],
    });
  },
  "vendor add --types": async (given) => {
    const more = { folder: benchmarks };
    expect(await json("vendor add slugify", given("none"), more)).toMatchObject({
      packages: [{ typed: false }],
    });
    expect(await json("vendor add slugify", given("auto"), more)).toMatchObject({
      packages: [{ typed: true }],
    });
  },
  "schema plan --accept": async (given) => {
    const { more, drop } = await schemaThatDrops("note");
    expect(await json("schema plan", without, more)).toMatchObject({
      blocked: [{ column: "note" }],
    });
    const accepted = given("drop-column:one.note");
    expect(await json("schema plan", accepted, more)).toMatchObject({ blocked: [] });
    await drop();
  },
  "schema plan --exit-code": async (given) => {
    const { more, drop } = await schemaThatDrops("note");
    expect(await run("schema plan", without, more)).toMatchObject({ exitCode: 0 });
    expect(await run("schema plan", given(), more)).toMatchObject({ exitCode: 3 });
    await run("schema apply --force", without, more);
    expect(await run("schema plan", given(), more)).toMatchObject({ exitCode: 0 });
    await drop();
  },
  "schema apply --accept": async (given, way) => {
    const { more, drop } = await schemaThatDrops("note", "remark");
    expect(await run("schema apply", without, more)).toMatchObject({ exitCode: 15 });
    const one = given("drop-column:one.note");
    expect(await run("schema apply", one, more)).toMatchObject({ exitCode: 15 });
    const both =
      way === "argument"
        ? { args: [...one.args, "--accept", "drop-column:one.remark"], env: {} }
        : given("drop-column:one.note,drop-column:one.remark");
    expect(await run("schema apply", both, more)).toMatchObject({ exitCode: 0 });
    await drop();
  },
  "schema apply --force": async (given) => {
    const { more, drop } = await schemaThatDrops("note");
    expect(await run("schema apply", without, more)).toMatchObject({ exitCode: 15 });
    expect(await run("schema apply", given(), more)).toMatchObject({ exitCode: 0 });
    await drop();
  },
  "schema export --to": async (given) => {
    const folder = await temporaryFolder({ "tables/one.sql": "create table one (id int)" });
    const other = join(folder, "elsewhere", "schema.tar.gz");
    const line = "schema export";
    expect(await json(line, without, { folder })).toMatchObject({
      file: join(folder, "postgresql.tar.gz"),
    });
    expect(await json(line, given(other), { folder })).toMatchObject({ file: other });
    expect(await json(`schema check ${other}`)).toMatchObject({ table_count: 1 });
  },
  "gateway serve --env-file": async (given) => {
    const folder = await temporaryFolder({ "gateway.env": "REGISTRY=memory\n" });
    const served = await run("gateway serve", given("gateway.env"), { folder });
    expect(served).toMatchObject({ exitCode: 2 });
    expect(served.stderr).toContain("REGISTRY is 'memory'");
  },
  ...gatewayEffects("gateway register"),
  ...gatewayEffects("gateway migrate"),
  ...gatewayEffects("gateway call", " total"),
  "gateway register --or-migrate": async (given) => {
    const exists = (path: string) =>
      path === "/register"
        ? ([409, { error: "database_already_exists", message: "it exists" }] as const)
        : rightAnswer(path);
    expect(await sent("gateway register", () => without, exists)).toHaveLength(1);
    expect(await sent("gateway register", () => given(), exists)).toHaveLength(2);
  },
  "gateway migrate --accept": async (given) => {
    const accept = "drop-column:orders.note,drop-table:old";
    expect(await sent("gateway migrate", () => given(accept))).toMatchObject([
      { fields: { accept } },
    ]);
  },
  "gateway migrate --force": async (given) => {
    expect(await sent("gateway migrate", () => given())).toMatchObject([
      { fields: { force: "true" } },
    ]);
  },
  "gateway call --deployment": async (given) => {
    const line = "gateway call api.users.get";
    expect(await sent(line, () => given("3"))).toMatchObject([{ fields: { deployment_id: 3 } }]);
  },
  "extension pack --upgrade-from": async (given) => {
    const line = `extension pack ${await temporaryFolder()}`;
    const { files } = await json(line, given("0.0.0-alpha.1"));
    expect(files).toContainEqual(expect.stringMatching(/^plts--0\.0\.0-alpha\.1--/));
  },
  "--db": async (given) => {
    const env = { STOPGAP_DB: "", DATABASE_URL: "postgresql://127.0.0.1:1/none" };
    expect(await run("status", without, { env })).toMatchObject({ exitCode: 10 });
    expect(await run("status", given(on.database.url), { env })).toMatchObject({ exitCode: 0 });
  },
  "--env": async (given) => {
    expect(await json("status")).toMatchObject({ env: "prod" });
    expect(await json("status", given("test"))).toMatchObject({ env: "test" });
  },
  "--config": async (given) => {
    const folder = await projectFolder({ "one.ts": module });
    await writeFiles(folder, { "stopgap.config.js": "export default {};" });
    const elsewhere = await temporaryFolder();
    expect(await run("build", without, { folder: elsewhere })).toMatchObject({ exitCode: 14 });
    const config = given(join(folder, "stopgap.config.js"));
    expect(await run("build", config, { folder: elsewhere })).toMatchObject({ exitCode: 0 });
  },
  "--output": async (given) => {
    const { stdout } = await run("status", given("json"));
    expect(JSON.parse(stdout)).toMatchObject({ command: "status" });
  },
  "--json": async (given) => {
    const { stdout } = await run("status", given());
    expect(JSON.parse(stdout)).toMatchObject({ command: "status" });
  },
  "--quiet": async (given) => {
    expect(await run("db start", without)).toMatchObject({ stderr: "starting\n" });
    expect(await run("db start", given())).toMatchObject({ stderr: "" });
  },
  "--verbose": async (given) => {
    expect(await run("status", without)).toMatchObject({ stderr: "" });
    expect((await run("status", given())).stderr).toContain("connected to ");
  },
  "--yes": async (given) => {
    expect(await run("db reset", without)).toMatchObject({ exitCode: 15 });
    expect(await run("db reset", given())).toMatchObject({ exitCode: 0 });
  },
  "--no-color": async (given) => {
    const env = { FORCE_COLOR: "1" };
    expect((await run("status --env none", without, { env })).stdout).toMatch(/^status env=none/);
    expect((await run("deployments", without, { env })).stdout).toContain("\u001b[");
    expect((await run("deployments", given(), { env })).stdout).not.toContain("\u001b");
  },
};

const flags = (option: { readonly flags: string }): string =>
  /--[\w-]+/.exec(option.flags)?.[0] ?? "";
const twins = new Map([
  ...Object.values(sharedOptions).map((option) => [flags(option), option.twin] as const),
  ...namedCommands().flatMap(({ path, command }) =>
    (command.options ?? []).map((option) => [`${path} ${flags(option)}`, option.twin] as const),
  ),
]);

it("has a test for every option of every command", () => {
  expect(Object.keys(effects).sort()).toEqual([...twins.keys()].sort());
});

describe.each(Object.entries(effects))("stopgap %s", (option, effect) => {
  const flag = option.split(" ").at(-1) ?? "";

  it("has its effect as an argument", async () => {
    await effect(
      (value) => ({ args: value === undefined ? [flag] : [flag, value], env: {} }),
      "argument",
    );
  }, 60_000);

  it("has the same effect as a variable", async () => {
    await effect(
      (value = "1") => ({ args: [], env: { [twins.get(option) ?? ""]: value } }),
      "variable",
    );
  }, 60_000);
});
