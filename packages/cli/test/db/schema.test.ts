import { createTestDatabase } from "@stopgap/local/testing";
import { expect, it, onTestFinished } from "vitest";

import { runInProcess } from "../fixtures/run-in-process.js";
import type { Outcome } from "../fixtures/run-stopgap.js";
import { stopgapDatabase } from "../fixtures/stopgap-database.js";
import { temporaryFolder, writeFiles } from "../fixtures/temporary-folder.js";

const tables = {
  "postgresql/tables/orders.sql":
    "create table orders (id int primary key, note text, total int); create index on orders (total);",
  "postgresql/seeders/orders.sql": "insert into orders values (1, 'first', 2);",
};

const module = `
import { query, v } from "@stopgap/runtime";
export const note = query(v.object({ id: v.int() }), async ({ id }, ctx) => {
  const [row] = await ctx.db.query<{ note: string }>("select note from orders where id = $1", [id]);
  return row?.note ?? null;
});
`;

async function emptyDatabase() {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return database;
}

/** Runs the command in a folder, on a database. */
function stopgap(url: string, folder: string, line: string): Promise<Outcome> {
  return runInProcess(line.split(" "), { STOPGAP_DB: url }, folder);
}

it("creates a database from a folder, and says so in a line", async () => {
  const { url, client } = await emptyDatabase();
  const folder = await temporaryFolder(tables);
  const { exitCode, stdout, stderr } = await stopgap(url, folder, "schema apply");
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toMatch(
    /^created extensions=0 types=0 tables=1 migrations=0 changes=0 functions=0 /,
  );
  expect((await client.query("select note from orders")).rows).toEqual([{ note: "first" }]);
  const again = await stopgap(url, folder, "schema apply");
  expect(again.stdout).toMatch(/^unchanged /);
});

it("applies the archive of a folder as the folder", async () => {
  const { url } = await emptyDatabase();
  const folder = await temporaryFolder(tables);
  await stopgap(url, folder, "schema export --to schema.tar.gz");
  await stopgap(url, folder, "schema apply schema.tar.gz");
  expect((await stopgap(url, folder, "schema apply postgresql")).stdout).toMatch(/^unchanged /);
});

it("shows a plan to people: statements, locks, what is blocked and what accepts it", async () => {
  const { url, client } = await emptyDatabase();
  const folder = await temporaryFolder(tables);
  await stopgap(url, folder, "schema apply");
  await writeFiles(folder, {
    "postgresql/tables/orders.sql":
      "create table orders (id int primary key, total int, extra int); create index on orders (total);",
    "postgresql/seeders/orders.sql": "",
  });
  const { exitCode, stdout } = await stopgap(url, folder, "schema plan");
  expect(exitCode).toBe(0);
  const [first = "", ...lines] = stdout.trimEnd().split("\n");
  expect(first).toMatch(/ is migrated\.$/);
  expect(lines).toEqual([
    "",
    "changes:",
    "  alter orders.extra",
    "      alter table public.orders add column extra integer;",
    "    lock: AccessExclusiveLock on public.orders",
    "",
    "blocked:",
    "  DropColumn orders.note",
    "    hazard: data-loss: Dropping column will delete all data in that column",
    "    accept with: --accept drop-column:orders.note",
  ]);
  const columns =
    "select count(*)::int as n from pg_attribute where attrelid = 'orders'::regclass and attnum > 0";
  expect((await client.query(columns)).rows).toEqual([{ n: 3 }]);
});

it("ends with 15 where something is blocked, and names what accepts it", async () => {
  const { url } = await emptyDatabase();
  const folder = await temporaryFolder(tables);
  await stopgap(url, folder, "schema apply");
  await writeFiles(folder, {
    "postgresql/tables/orders.sql":
      "create table orders (id int primary key, total int); create index on orders (total);",
    "postgresql/seeders/orders.sql": "",
  });
  const blocked = await stopgap(url, folder, "schema apply --json");
  expect(blocked).toMatchObject({ exitCode: 15, stdout: "" });
  const { error } = JSON.parse(blocked.stderr) as { readonly error: unknown };
  expect(error).toMatchObject({
    code: "blocked",
    message: expect.stringContaining("--accept drop-column:orders.note") as unknown,
  });
  const accepted = await stopgap(url, folder, "schema apply --accept drop-column:orders.note");
  expect(accepted).toMatchObject({ exitCode: 0 });
});

it("deploys the TypeScript of functions/ with the rest, or neither", async () => {
  const { database, client } = await stopgapDatabase();
  onTestFinished(() => database.drop());
  const folder = await temporaryFolder({
    ...tables,
    "postgresql/functions/orders.ts": module,
    "postgresql/migrations/1.sql": "select 1;",
  });
  const created = await stopgap(database.url, folder, "schema apply --json");
  expect(created.stderr).toBe("");
  expect(JSON.parse(created.stdout)).toMatchObject({ mode: "create", deployment_id: 1 });
  const called = await stopgap(database.url, folder, `call api.orders.note {"id":1}`);
  expect(called.stdout).toContain("first");
  expect((await stopgap(database.url, folder, "schema plan --exit-code")).exitCode).toBe(0);
  // The module is deployed before the check of the seeds fails.
  await writeFiles(folder, {
    "postgresql/functions/orders.ts": module.replace("null;", '"";'),
    "postgresql/seeders/orders.sql": "insert into orders values (9, 'missing', 2);",
  });
  const failed = await stopgap(database.url, folder, "schema apply");
  expect(failed).toMatchObject({ exitCode: 11 });
  expect(failed.stderr).toContain("orders: expected 1, found 0; missing id = 9");
  const { rows } = await client.query("select count(*)::int as n from stopgap.deployment");
  expect(rows).toEqual([{ n: 1 }]);
}, 90_000);

it("shows errors in the TypeScript of functions/ with their place", async () => {
  const { url } = await emptyDatabase();
  const folder = await temporaryFolder({ "functions/orders.ts": 'export const n: number = "";' });
  const { exitCode, stderr } = await stopgap(url, folder, "schema apply");
  expect(exitCode).toBe(13);
  expect(stderr).toContain("functions/orders.ts:1:14 - error TS2322");
});
