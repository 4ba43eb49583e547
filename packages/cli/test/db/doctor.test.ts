import type { Finding } from "@stopgap/deployer";
import {
  createTestDatabase,
  OwnServer,
  type TestDatabase,
  withServerLock,
} from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { runInProcess } from "../fixtures/run-in-process.js";

let database: TestDatabase;
let login: string;
beforeEach(async () => {
  database = await createTestDatabase();
  // Roles are the server's, and other tests need theirs as they are.
  login = database.name.replace("stopgap_test", "doctor");
  await database.client.query(`create role ${login} login superuser password 'secret'`);
});
afterEach(async () => {
  const { url } = database;
  await database.drop();
  const { rows } = await onServer<{ name: string }>(
    url,
    `select rolname as name from pg_roles where rolname like '${login}%' order by length(rolname) desc`,
  );
  for (const { name } of rows) {
    await onServer(url, `drop owned by ${name}; drop role ${name}`);
  }
});

async function onServer<Row extends pg.QueryResultRow>(
  url: string,
  statement: string,
): Promise<pg.QueryResult<Row>> {
  const server = new URL(url);
  server.pathname = "/postgres";
  const client = new pg.Client(server.href);
  await client.connect();
  try {
    return await client.query<Row>(statement);
  } finally {
    await client.end();
  }
}

/** Installs with roles of this test's own. */
async function installed(): Promise<void> {
  const role = (purpose: string): string => `${login}_${purpose}`;
  const roles = {
    owner: role("owner"),
    deployer: role("deployer"),
    author: role("author"),
    app: role("app"),
  };
  await withServerLock("roles", () => install(database.client, { roles }));
}

/** What the doctor finds, as the login role of this test. */
async function diagnosed(user = login): Promise<readonly Finding[]> {
  const url = new URL(database.url);
  url.username = user;
  url.password = "secret";
  const env = { STOPGAP_DB: url.href, STOPGAP_JSON: "1" };
  const { exitCode, stdout, stderr } = await runInProcess(["doctor"], env);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  return (JSON.parse(stdout) as { readonly findings: readonly Finding[] }).findings;
}

/** The findings of one check that are not well; without, what it has found. */
async function complaints(check: Finding["check"], user = login): Promise<readonly Finding[]> {
  const found = (await diagnosed(user)).filter((finding) => finding.check === check);
  return found.filter(({ status }) => status !== "ok");
}

/** Does what a remedy says: runs its SQL as a superuser, or its command on the database. */
async function apply(remedy: string | null): Promise<void> {
  expect(remedy).not.toBeNull();
  if (remedy?.startsWith("stopgap ") !== true) {
    await database.client.query(remedy ?? "");
    return;
  }
  const args = remedy.replace("<url>", database.url).split(" ").slice(1);
  const { exitCode, stderr } = await runInProcess(args, { STOPGAP_DB: database.url });
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
}

/** Expects one complaint, does what it says, and expects none. */
async function mended(check: Finding["check"], found: RegExp, user = login): Promise<void> {
  const before = await complaints(check, user);
  expect(before).toMatchObject([{ found: expect.stringMatching(found) as string }]);
  await apply(before[0]?.remedy ?? null);
  expect(await complaints(check, user)).toEqual([]);
}

/** Deploys two functions twice. */
async function deployedTwice(): Promise<void> {
  await installed();
  await database.client.query("create schema app");
  for (const name of ["f", "g"]) {
    await database.client.query(
      `create function app.${name}(args jsonb) returns jsonb language plts as 'export default () => 1'`,
    );
  }
  for (let count = 0; count < 2; count += 1) {
    await database.client.query("select stopgap.deploy('prod', 'app')");
  }
}

describe("stopgap doctor names what is wrong, and what mends it", () => {
  it("has nothing to say of a database that is as it should be, but for what PostgreSQL is set to", async () => {
    await installed();
    const found = (await diagnosed()).filter(({ status }) => status !== "ok");
    expect(found.filter(({ check }) => check !== "track_functions")).toEqual([]);
  });

  it("where the database has no engine", async () => {
    await mended("engine", /^the database has no JavaScript engine; the server has pl(v8|js) \d/);
  });

  it("where Stopgap is not installed", async () => {
    await apply((await complaints("engine"))[0]?.remedy ?? null);
    const mend = () => mended("installation", /^Stopgap is not installed in this database$/);
    await withServerLock("roles", mend);
  });

  it("where a part of the installation is gone", async () => {
    await withServerLock("roles", () => install(database.client));
    await database.client.query("drop function stopgap.activate(text, bigint)");
    const mend = () => mended("installation", /or what should be in it, is missing$/);
    await withServerLock("roles", mend);
  });

  it("where the database has a newer version than the command", async () => {
    await installed();
    await database.client.query(
      "create or replace function plts.version() returns text language sql as $$ select '99.1.0' $$",
    );
    expect(await complaints("installation")).toMatchObject([
      {
        status: "problem",
        found: expect.stringMatching(/^the database has Stopgap 99\.1\.0, this is /) as string,
        remedy: "npm install --save-dev @stopgap/cli@99.1.0",
      },
    ]);
  });

  it("where one can log in as one of its roles", async () => {
    await installed();
    await database.client.query(`alter role ${login}_author login`);
    await mended("roles", /^doctor_\w+_author can log in$/);
  });

  it("where one of its roles is a superuser", async () => {
    await installed();
    await database.client.query(`alter role ${login}_app superuser`);
    await mended("roles", /^doctor_\w+_app is a superuser$/);
  });

  it("where the owner may make no schemas, as in a copy of a database", async () => {
    await installed();
    await database.client.query(`revoke create on database ${database.name} from ${login}_owner`);
    await mended("roles", /^doctor_\w+_owner may not make schemas in this database$/);
  });

  it("where the current role may do nothing", async () => {
    await installed();
    await database.client.query(`create role ${login}_guest login password 'secret'`);
    await mended("rights", /_guest may do nothing$/, `${login}_guest`);
  });

  it.each([
    ["app", /may call functions, and not deploy$/],
    ["author", /may write and call functions, and not deploy$/],
  ])("where the current role is a member of the role %s only", async (purpose, found) => {
    await installed();
    await database.client.query(`create role ${login}_guest login password 'secret'`);
    await database.client.query(`grant ${login}_${purpose} to ${login}_guest`);
    await mended("rights", found, `${login}_guest`);
  });

  it("where nothing can be written", async () => {
    await database.client.query(`alter role ${login} set default_transaction_read_only = on`);
    await mended("writable", /read-only$/);
  });

  it.each([
    ["statement_timeout", "'5s'", /^5s: a deploy is one statement/],
    ["check_function_bodies", "off", /^off: errors of types/],
    ["standard_conforming_strings", "off", /^off: backslashes/],
    ["jit_above_cost", "10", /^on above a cost of 10: /],
  ])("where %s is %s, wherever that comes from", async (name, value, found) => {
    const check = name.startsWith("jit") ? "jit" : (name as Finding["check"]);
    await database.client.query(`alter role ${login} set jit = on`);
    for (const place of [`role ${login}`, `role ${login} in database ${database.name}`]) {
      await database.client.query(`alter ${place} set ${name} = ${value}`);
      await mended(check, found);
      await database.client.query(`alter role ${login} in database ${database.name} reset all`);
    }
  });

  it("where PostgreSQL does not count calls", async () => {
    await database.client.query(`alter database ${database.name} set track_functions = 'none'`);
    await mended("track_functions", /^none: /);
  });

  it("where what is live is not what was deployed", async () => {
    await deployedTwice();
    await database.client.query("alter function live_deployment.f(jsonb) volatile cost 7");
    await mended("drift", /^what is live is not what was deployed: 1 drifted$/);
  });

  it("where functions are live that the active deployment does not have", async () => {
    await deployedTwice();
    await database.client.query("drop function app.g(jsonb)");
    await database.client.query("select stopgap.deploy('prod', 'app')");
    await mended("leftovers", /^still live, and not in the active deployment: g\(args jsonb\)$/);
  });

  it("where there are deployments that nobody can want back", async () => {
    await deployedTwice();
    for (let count = 0; count < 20; count += 1) {
      await database.client.query("select stopgap.deploy('prod', 'app')");
    }
    await mended("garbage", /^2 deployments are older than the last 20, and not pinned$/);
  });

  it("where the last deployment has failed", async () => {
    await installed();
    await database.client.query("create schema app");
    const create = (args: string) =>
      `create function app.f(${args}) returns jsonb language plts as 'export default () => 1'`;
    await database.client.query(create("args jsonb"));
    await database.client.query(create("a text"));
    await database.client.query("select stopgap.try_deploy('prod', 'app')");
    await database.client.query("drop function app.f(text)");
    await mended("failed_deployment", /^the last deployment, \d+, failed: .*overloaded/);
  });
});

describe.skipIf(process.env["STOPGAP_TEST_SOURCE"] !== "embedded")("of a server of its own", () => {
  const settings = { shared_preload_libraries: "", wal_level: "replica", max_wal_senders: "4" };
  let server: OwnServer;
  beforeAll(async () => {
    server = await OwnServer.create(settings);
  });
  afterAll(() => server.stop());

  async function found(check: Finding["check"], url: string): Promise<Finding | undefined> {
    const { stdout } = await runInProcess(["doctor", "--json"], { STOPGAP_DB: url });
    const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
    return findings.find((finding) => finding.check === check);
  }

  it("says that the engine is not loaded when the server starts, and that a standby only reads", async () => {
    await onServer(server.url, "create extension pljs");
    const complaint = await found("preload", server.url);
    expect(complaint).toMatchObject({ status: "problem" });
    await onServer(server.url, complaint?.remedy ?? "");
    await server.kill();
    await server.start();
    expect(await found("preload", server.url)).toMatchObject({ status: "ok" });
    const standby = await server.createStandby();
    expect(await found("writable", standby.url)).toMatchObject({
      status: "warning",
      remedy: "stopgap doctor --db <url of the primary>",
    });
    await standby.stop();
  });
});

it("looks at one environment where one is asked for", async () => {
  await installed();
  await database.client.query("create schema app");
  for (const env of ["prod", "test"]) {
    await database.client.query("select stopgap.deploy($1, 'app')", [env]);
  }
  const { stdout } = await runInProcess(["doctor", "--env", "test"], { STOPGAP_DB: database.url });
  expect(stdout).toMatch(/^ok +garbage of test: none$/m);
  expect(stdout).not.toContain("of prod");
  expect(stdout).toMatch(/^diagnosed target=\S+ env=test problems=0 warnings=\d ok=\d+\n$/m);
});

it("shows what mends it below what was found", async () => {
  const { stdout } = await runInProcess(["doctor"], { STOPGAP_DB: database.url });
  expect(stdout).toMatch(
    /^problem {2}engine: the database has no JavaScript engine; .*\n {9}mend: create extension pl(js|v8);$/m,
  );
});
