import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

import { type TestDatabase, withServerLock } from "@stopgap/local/testing";
import { afterAll, beforeAll, expect, it } from "vitest";

import { namedCommands } from "../../src/command-tree.js";
import { DocumentedJson } from "../fixtures/documented-json.js";
import { fakeGateway, rightAnswer } from "../fixtures/fake-gateway.js";
import { fakeLocalServer } from "../fixtures/fake-local-server.js";
import { projectFolder, writeModules } from "../fixtures/project-folder.js";
import { runInProcess, startInProcess } from "../fixtures/run-in-process.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";
import { temporaryFolder, writeFiles } from "../fixtures/temporary-folder.js";

const documented = new DocumentedJson();
const benchmarks = fileURLToPath(new URL("../../../../benchmarks", import.meta.url));

const module = `
import { mutation, query, v } from "@stopgap/runtime";
export const get = query({ args: v.object({ id: v.int() }), roles: ["app_user"] }, async ({ id }) => ({ id }));
export const set = mutation(async () => null);
`;

const others: TestDatabase[] = [];
afterAll(() => Promise.all(others.map((database) => database.drop())));

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.define("app", "one", "1");
});
afterAll(() => on.database.drop());

/** A database that only one sample has. */
async function another(): Promise<string> {
  const { database } = await stopgapDatabase();
  others.push(database);
  return database.url;
}

/** A database to which an earlier form of the folder's schema was applied. */
async function planned(folder: string): Promise<string> {
  const url = await another();
  await writeFiles(folder, {
    "postgresql/tables/one.sql": "create table one (id int primary key, note text)",
  });
  await answer(folder, "schema", "apply", "--db", url);
  await writeFiles(folder, {
    "postgresql/tables/one.sql": "create table one (id int primary key, total int)",
  });
  return url;
}

/** What a command answers: one document, and nothing else. */
async function answer(folder: string, ...args: readonly string[]): Promise<unknown> {
  const env = { STOPGAP_DB: on.database.url, STOPGAP_JSON: "1" };
  const localServer = fakeLocalServer(on.database.url);
  const { stdout, stderr } = await runInProcess(args, env, folder, { localServer });
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

/** What `stopgap init` answers where no database is named. */
async function created(): Promise<unknown> {
  const folder = await temporaryFolder({ "package.json": "{}" });
  const { stdout } = await runInProcess(["init", "--json"], {}, folder);
  return JSON.parse(stdout);
}

/** The lines of \`stopgap dev\` until a handler has logged something. */
async function developed(folder: string): Promise<readonly unknown[]> {
  const env = { STOPGAP_JSON: "1" };
  const localServer = fakeLocalServer(on.database.url);
  const dev = startInProcess(["dev", "--db", "local"], env, folder, { localServer });
  await expect.poll(dev.stdout, { timeout: 20_000 }).toContain('"deployed"');
  dev.interrupt();
  const { stdout } = await dev.outcome;
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
}

/** The line of `stopgap gateway serve` when it listens. */
async function served(folder: string): Promise<unknown> {
  const env = { STOPGAP_JSON: "1", LOG_DIR: "none", LOG_LEVEL: "silent", GATEWAY_PORT: "0" };
  const gateway = startInProcess(["gateway", "serve"], { ...env, DATA_DIR: folder }, folder);
  await expect.poll(gateway.stdout, { timeout: 20_000 }).toContain("url");
  gateway.interrupt();
  const { stdout } = await gateway.outcome;
  return JSON.parse(stdout);
}

/** What a command says that asks a gateway. */
async function asked(folder: string, ...words: readonly string[]): Promise<unknown> {
  const gateway = await fakeGateway(rightAnswer);
  await writeFiles(folder, { "src/postgresql/tables/one.sql": "create table one (id int)" });
  const options = ["--gateway-url", gateway.url, "--platform", "shop", "--tenant", "a"];
  const answered = await answer(folder, "gateway", ...words, ...options);
  await gateway.close();
  return answered;
}

/** An environment where everything is wrong that can be. */
async function broken(env: string): Promise<void> {
  const live = `live_${env}`;
  await on.define(env, "changes", "1");
  await on.define(env, "drifts", "1");
  await on.deploy(env, env);
  await on.define(env, "changes", "2");
  await on.deploy(env, env);
  await on.client.query(`alter function ${live}.drifts(jsonb) stable`);
  await on.client.query(`revoke usage on schema ${live} from app_user`);
  await on.client.query(`create function ${live}.by_hand() returns int language sql as 'select 1'`);
  await on.client.query(`
    do $$ begin execute (
      select format('drop function stopgap_version.%I(jsonb)', version_key)
      from stopgap.fn_version where live_fn_schema = '${live}' and fn_name = 'changes'
      order by deployment_id limit 1
    ); end $$`);
}

/** An environment with a function that the next deployment will not have, and that a view uses. */
async function leftInUse(env: string): Promise<void> {
  await on.define(env, "used", "1");
  await on.deploy(env, env);
  await on.client.query(`create view uses_${env} as select live_${env}.used('{}')`);
}

const schema = ["--from-schema", "app"];
const alone =
  (...args: readonly string[]) =>
  async (folder: string) => [await answer(folder, ...args)];

/** Answers of each command, which together have every field that the documentation names. */
const samples: Readonly<Record<string, (folder: string) => Promise<readonly unknown[]>>> = {
  init: async (folder) => [
    await created(),
    await withServerLock("roles", () => answer(folder, "init", "--database-only")),
  ],
  check: async (folder) => {
    await writeModules(folder, { "one.ts": `${module}\nexport const n: number = "";` });
    return [await answer(folder, "check")];
  },
  build: alone("build"),
  dev: (folder) => withServerLock("roles", () => developed(folder)),
  deploy: async (folder) => {
    await leftInUse("in_use");
    return [
      await answer(folder, "deploy", "--label", "first", "--prune"),
      await answer(folder, "deploy", "--env", "other", ...schema),
      await answer(folder, "deploy", "--env", "in_use", ...schema, "--prune"),
      await answer(folder, "deploy", "--dry-run"),
    ];
  },
  diff: async (folder) => {
    await answer(folder, "deploy", "--env", "differs");
    await writeModules(folder, { "one.ts": module.replaceAll("id", "number") });
    await answer(folder, "deploy", "--env", "differs_too", ...schema);
    return [
      await answer(folder, "diff", "--env", "differs"),
      await answer(folder, "diff", "--env", "differs_too", ...schema),
    ];
  },
  status: async (folder) => {
    await answer(folder, "deploy", "--env", "shown");
    return [
      await answer(folder, "status", "--env", "shown"),
      await answer(folder, "status", "--env", "none"),
    ];
  },
  deployments: async (folder) => {
    const git = (...args: readonly string[]) => execFileSync("git", ["-C", folder, ...args]);
    git("init", "--quiet");
    git(
      "-c",
      "user.name=ada",
      "-c",
      "user.email=ada@example.org",
      "commit",
      "-qm",
      "first",
      "--allow-empty",
    );
    await answer(folder, "deploy", "--env", "listed");
    await answer(folder, "promote", "--from", "listed", "--to", "listed_too");
    await on.client.query("select stopgap.try_deploy('listed', 'no_such_schema')");
    return [
      await answer(folder, "deployments", "--env", "listed"),
      await answer(folder, "deployments", "--env", "listed_too"),
    ];
  },
  activate: async (folder) => {
    const first = await on.deploy("chosen", "app");
    await on.deploy("chosen", "app");
    return [
      await answer(folder, "activate", String(first), "--env", "chosen", "--dry-run"),
      await answer(folder, "activate", String(first), "--env", "chosen"),
    ];
  },
  rollback: async (folder) => {
    await on.deploy("back", "app");
    await on.deploy("back", "app");
    return [
      await answer(folder, "rollback", "--env", "back", "--dry-run"),
      await answer(folder, "rollback", "--env", "back"),
    ];
  },
  promote: async (folder) => {
    await on.deploy("from", "app");
    return [await answer(folder, "promote", "--from", "from", "--to", "to")];
  },
  prune: async (folder) => {
    await leftInUse("pruned");
    await on.deploy("pruned", "app");
    return [
      await answer(folder, "prune", "--env", "pruned"),
      await answer(folder, "prune", "--env", "pruned", "--dry-run"),
    ];
  },
  verify: async (folder) => {
    await broken("verified");
    return [await answer(folder, "verify", "--env", "verified")];
  },
  repair: async (folder) => {
    await broken("repaired");
    return [
      await answer(folder, "repair", "--env", "repaired"),
      await answer(folder, "repair", "--env", "repaired"),
    ];
  },
  gc: async (folder) => {
    const first = await on.deploy("collected", "app");
    await on.deploy("collected", "app");
    await on.deploy("collected", "app");
    await on.client.query("select stopgap.pin($1, 'infinity')", [first]);
    return [await answer(folder, "gc", "--keep", "1", "--dry-run")];
  },
  pin: async (folder) => {
    const id = String(await on.deploy("pinned", "app"));
    return [await answer(folder, "pin", id), await answer(folder, "pin", id, "--remove")];
  },
  call: async (folder) => {
    await on.deploy("called", "app");
    return [await answer(folder, "call", "api.legacy.one", "--env", "called")];
  },
  "gateway serve": async (folder) => [await served(folder)],
  "gateway register": async (folder) => [await asked(folder, "register")],
  "gateway migrate": async (folder) => [await asked(folder, "migrate")],
  "gateway call": async (folder) => [await asked(folder, "call", "total", "[1]")],
  doctor: alone("doctor"),
  "schema check": async (folder) => {
    await writeFiles(folder, {
      "postgresql/notes.md": "",
      "postgresql/tables/one.sql": "create table one (id int)",
    });
    const right = await answer(folder, "schema", "check");
    await writeFiles(folder, { "postgresql/tables/two.sql": "create tabel two (id int)" });
    return [right, await answer(folder, "schema", "check")];
  },
  "schema plan": async (folder) => {
    const database = await planned(folder);
    return [await answer(folder, "schema", "plan", "--db", database)];
  },
  "schema apply": async (folder) => {
    const database = await planned(folder);
    await writeFiles(folder, {
      "postgresql/seeders/one.sql": "insert into one (id) values (1)",
      "postgresql/functions/two.ts": module,
    });
    const accepted = ["--accept", "drop-column:one.note"];
    const again = await answer(folder, "schema", "apply", "--db", database, "--force");
    return [again, await answer(folder, "schema", "apply", "--db", await another(), ...accepted)];
  },
  "schema export": async (folder) => {
    await writeFiles(folder, { "tables/one.sql": "create table one (id int)", "tables/a.md": "" });
    return [await answer(folder, "schema", "export")];
  },
  "schema analyze-deps": async (folder) => {
    const twice =
      "create table one (id int primary key, two int references two (id) on delete cascade)";
    await writeFiles(folder, {
      "tables/one.sql": twice,
      "tables/two.sql": "create table two (id int primary key)",
    });
    const right = await answer(folder, "schema", "analyze-deps");
    await writeFiles(folder, { "tables/two.sql": "create table two (id int references one)" });
    return [right, await answer(folder, "schema", "analyze-deps")];
  },
  "schema type-matrix": async (folder) => [
    await answer(folder, "schema", "type-matrix"),
    await answer(folder, "schema", "type-matrix", "int", "bigint"),
    await answer(folder, "schema", "type-matrix", "bigint", "int"),
  ],
  "extension pack": alone("extension", "pack", "packed"),
  completion: alone("completion", "bash"),
  "vendor add": alone("vendor", "add", "slugify", "--from", benchmarks),
  "vendor list": alone("vendor", "list"),
  "vendor remove": async (folder) => {
    await answer(folder, "vendor", "add", "slugify", "--from", benchmarks);
    return [await answer(folder, "vendor", "remove", "slugify")];
  },
  "db start": alone("db", "start"),
  "db stop": alone("db", "stop"),
  "db status": alone("db", "status"),
  "db url": alone("db", "url"),
  "db reset": alone("db", "reset", "--yes"),
};

it("docs/command-line.md describes the JSON of every command, and of no other", () => {
  const paths = namedCommands().map(({ path }) => path);
  expect(Object.keys(samples).sort()).toEqual([...paths].sort());
  const described = documented.commands().map((name) => name.replace("stopgap ", ""));
  expect([...described].sort()).toEqual([...paths].sort());
});

it.each(Object.entries(samples))(
  "docs/command-line.md describes each field that stopgap %s answers with",
  async (path, sample) => {
    const documents = await sample(await projectFolder({ "one.ts": module }));
    const differences = documents.flatMap((one) => documented.differences(`stopgap ${path}`, one));
    expect(differences).toEqual([]);
  },
  60_000,
);

it("docs/command-line.md describes each field of an error", async () => {
  const folder = await projectFolder({ "one.ts": module });
  await on.client.query("create schema broken");
  await on.client.query("set check_function_bodies = off");
  await on.client.query(
    `create function broken.f(args jsonb) returns jsonb language plts as 'export default (): number => "";'`,
  );
  const env = { STOPGAP_DB: on.database.url, STOPGAP_JSON: "1" };
  for (const args of [
    ["deploy", "--from-schema", "broken"],
    ["status", "--ouput", "json"],
  ]) {
    const { stdout, stderr } = await runInProcess(args, env, folder);
    expect(stdout).toBe("");
    const { error, ...rest } = JSON.parse(stderr) as Record<string, unknown>;
    expect(rest).toEqual({});
    expect(documented.differences("error", error)).toEqual([]);
  }
});

it("docs/command-line.md describes no field that no answer has", () => {
  expect(documented.unseen()).toEqual([]);
});
