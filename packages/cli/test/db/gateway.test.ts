import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { createGateway, type Gateway, readSettings } from "@stopgap/gateway";
import { testServerUrl } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { runInProcess } from "../fixtures/run-in-process.js";
import { temporaryFolder } from "../fixtures/temporary-folder.js";

vi.setConfig({ testTimeout: 120_000 });

const platform = `cli${randomBytes(5).toString("hex")}`;
const schema = {
  "tables/note.sql": "create table note (id int primary key, body text not null);",
  "functions/note_body.sql": `create function note_body(wanted int) returns text language sql stable
    as $$ select body from note where id = wanted $$;`,
  "functions/notes.ts": `import { mutation, v } from "@stopgap/runtime";
export const add = mutation(v.object({ id: v.int(), body: v.string() }), async ({ id, body }, ctx) => {
  await ctx.db.exec("insert into note values ($1, $2)", [id, body]);
  return id;
});`,
};

let gateway: Gateway;
let url: string;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "stopgap-gateway-"));
  const settings = readSettings({
    DATABASE_URL: testServerUrl(),
    GATEWAY_PORT: "0",
    DATA_DIR: dataDir,
    LOG_LEVEL: "silent",
    LOG_DIR: "none",
  });
  gateway = await createGateway({ settings });
  url = await gateway.listen();
});
afterAll(async () => {
  await gateway.close();
  await rm(dataDir, { recursive: true, force: true });
  const client = new pg.Client(testServerUrl());
  await client.connect();
  const { rows } = await client.query<{ statement: string }>(
    `select format('drop database %I with (force)', datname) as statement from pg_database
      where starts_with(datname, $1 || '_')
     union all
     select format('drop role %I', rolname) from pg_roles where strpos(rolname, $1) > 0`,
    [platform],
  );
  for (const { statement } of rows) await client.query(statement);
  await client.end();
});

/** Runs a command with the variables of a container; its schema is in the folder `schema`. */
async function run(args: readonly string[], files: Readonly<Record<string, string>> = schema) {
  const folder = await temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`schema/${path}`, text])),
  );
  const env = {
    STOPGAP_GATEWAY_URL: url,
    STOPGAP_PLATFORM: platform,
    STOPGAP_TENANT: "north",
    STOPGAP_SCHEMA_FOLDER: join(folder, "schema"),
    STOPGAP_RETRIES: "0",
  };
  return runInProcess(["gateway", ...args], env, folder);
}

// Each one goes on where the one before has stopped.
describe("a tenant behind a real gateway", () => {
  it("is refused where its schema is broken, with the file and the line", async () => {
    const { exitCode, stdout, stderr } = await run(["register"], {
      "tables/note.sql": "create table note (id int primary key\n;",
    });
    expect([exitCode, stdout]).toEqual([11, ""]);
    expect(stderr).toContain("Failed to extract schema from uploaded archive");
    expect(stderr).toContain('tables/note.sql:2:1: syntax error at or near ";"');
  });

  it("is made from a folder, and made only once", async () => {
    const database = `${platform}_north`;
    expect(await run(["register"])).toMatchObject({
      exitCode: 0,
      stdout: `registered platform=${platform} database=${database}\n`,
    });
    const again = await run(["register"]);
    expect(again).toMatchObject({ exitCode: 11, stdout: "" });
    expect(again.stderr).toContain(`Database '${database}' already exists`);
    expect(await run(["register", "--or-migrate"])).toMatchObject({
      exitCode: 0,
      stdout: `migrated platform=${platform} database=${database}\n`,
    });
  });

  it("is called by a path and by a function in SQL", async () => {
    const added = await run(["call", "api.notes.add", '{"id": 1, "body": "first"}']);
    expect(added.exitCode).toBe(0);
    expect(JSON.parse(added.stdout)).toMatchObject({ result: 1 });
    const found = await run(["call", "note_body", "[1]"]);
    expect(found.exitCode).toBe(0);
    expect(JSON.parse(found.stdout)).toMatchObject({
      rows: [{ note_body: "first" }],
      row_count: 1,
    });
  });

  it.each([
    [["call", "nothing"], "Function 'nothing' not found"],
    [["call", "api.notes.remove"], "Function 'api.notes.remove' not found"],
    [["call", "api.notes.add", '{"id": "one"}'], "api.notes.add"],
    [["call", "note_body", "[1]", "--tenant", "south"], "south"],
    [["migrate", "--tenant", "south"], "south"],
  ])("ends with 11 and says why where %j is refused", async (args, message) => {
    const { exitCode, stdout, stderr } = await run(args);
    expect([exitCode, stdout]).toEqual([11, ""]);
    expect(stderr).toContain(message);
  });

  it("is migrated, but loses nothing that nobody has accepted", async () => {
    const larger = { "tables/tag.sql": "create table tag (name text primary key);" };
    expect(await run(["migrate"], { ...schema, ...larger })).toMatchObject({
      exitCode: 0,
      stdout: `migrated platform=${platform} status=completed databases=1 migrations=0 functions=0\n`,
    });
    const smaller = {
      ...schema,
      ...larger,
      "tables/note.sql": "create table note (id int primary key);",
      "functions/note_body.sql": `create function note_body(wanted int) returns text language sql stable
        as $$ select wanted::text $$;`,
      "functions/notes.ts": "",
    };
    const refused = await run(["migrate"], smaller);
    expect(refused).toMatchObject({ exitCode: 11, stdout: "" });
    expect(refused.stderr).toContain("drop-column:note.body");
    const kept = await run(["call", "note_body", "[1]"]);
    expect(JSON.parse(kept.stdout)).toMatchObject({ rows: [{ note_body: "first" }] });
    expect((await run(["migrate", "--force"], smaller)).exitCode).toBe(0);
  });

  it("ends with 10 where no gateway is", async () => {
    const { exitCode, stderr } = await run(["migrate", "--gateway-url", "http://127.0.0.1:1"]);
    expect(exitCode).toBe(10);
    expect(stderr).toContain("cannot be reached");
  });
});
