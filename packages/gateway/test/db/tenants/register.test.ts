import { randomBytes } from "node:crypto";

import { afterAll, describe, expect, it, vi } from "vitest";

import { archiveOf as archiveOfFiles } from "../../fixtures/archive.js";
import { archiveOf, library, type SchemaFiles, titles } from "../../fixtures/schema-archive.js";
import { openTenantGateway } from "../../fixtures/tenant-gateway.js";
import { ownTemporaryFolder } from "../../fixtures/temporary-folder.js";

// Databases are made, and modules bundled, in each test.
vi.setConfig({ testTimeout: 120_000 });

const temporaryFiles = ownTemporaryFolder();
const on = await openTenantGateway();
afterAll(() => on.remove());

async function exists(database: string): Promise<boolean> {
  return (await on.parts.query(`select from pg_database where datname = '${database}'`)).length > 0;
}

describe("POST /register", () => {
  it("makes a database in phases, tells the counts of each, and does not do so twice (GW-01)", async () => {
    const platform = on.parts.platform("library");
    const first = await on.form("/register", { platform, tenant_id: "North-1" }, library);
    expect(first).toEqual({
      status: 200,
      body: {
        status: "ready",
        database: `${platform}_north_1`,
        extensions_installed: 1,
        types_deployed: 1,
        tables_created: 2,
        functions_deployed: 2,
        seeders: [{ table: "authors", inserted: 2, skipped: 0 }],
        execution_time_ms: expect.any(Number) as number,
      },
    });
    const called = await on.post("/call", {
      platform,
      tenant_id: "North-1",
      function: "author_name",
      params: [2],
    });
    expect(called).toMatchObject({ status: 200, body: { rows: [{ author_name: "Bo" }] } });
    expect(await on.form("/register", { platform, tenant_id: "North-1" }, library)).toEqual({
      status: 409,
      body: {
        error: "database_already_exists",
        message: `Database '${platform}_north_1' already exists`,
        database: `${platform}_north_1`,
      },
    });
  });

  it("takes no tenant, an empty one and `null` as the main database (GW-01)", async () => {
    const platform = on.parts.platform("main");
    expect(await on.form("/register", { platform, tenant_id: "null" }, library)).toMatchObject({
      status: 200,
      body: { database: `${platform}_main` },
    });
    expect(await on.form("/register", { platform, tenant_id: "" }, library)).toMatchObject({
      status: 409,
    });
  });

  it("takes an archive with its folder postgresql/, without it, and in a folder around it (GW-04)", async () => {
    const platform = on.parts.platform("layouts");
    for (const [index, top] of ["", "postgresql/", "shop/postgresql/"].entries()) {
      const archive = await archiveOfFiles({
        [`${top}tables/notes.pgsql`]: "create table notes (id int primary key);",
        [`${top}functions/one.pssql`]:
          "create function one() returns int language sql as 'select 1';",
      });
      const fields = { platform, tenant_id: `t${index}` };
      expect(await on.form("/register", fields, archive)).toMatchObject({
        status: 200,
        body: { tables_created: 1, functions_deployed: 1, types_deployed: 0, seeders: [] },
      });
    }
  });

  it.each([
    ["leads out of it", { "postgresql/../../outside.sql": "" }, "leads out of the archive"],
    ["is larger than a file may be", { "tables/a.sql": " ".repeat(5_000_000) }, "is larger than"],
  ])("makes nothing of an archive with what %s (GW-04)", async (_what, files, why) => {
    const platform = on.parts.platform("hostile");
    const archive = await archiveOfFiles({ "tables/notes.sql": "create table notes ()", ...files });
    expect(await on.form("/register", { platform }, archive)).toMatchObject({
      status: 400,
      body: {
        error: "schema_extraction_failed",
        cause: expect.stringContaining(why) as string,
      },
    });
    expect(await exists(`${platform}_main`)).toBe(false);
  });

  it("takes an archive of more than 2 MiB (GW-04)", async () => {
    const platform = on.parts.platform("large");
    const noise = randomBytes(1_500_000).toString("hex");
    const archive = await archiveOfFiles({
      "tables/notes.sql": `-- ${noise}\ncreate table notes (id int primary key);`,
    });
    expect(await on.form("/register", { platform }, archive)).toMatchObject({ status: 200 });
  });

  it("names a database in one way for all who ask for it, within PostgreSQL's limits (GW-22)", async () => {
    const platform = on.parts.platform("Todos-App");
    const key = platform.replace("Todos-App", "todos_app");
    const fields = { platform, tenant_id: "__Clinic-002__" };
    const database = `${key}_clinic_002`;
    expect(await on.form("/register", fields, library)).toMatchObject({
      status: 200,
      body: { database },
    });
    expect(await exists(database)).toBe(true);
    const call = { ...fields, function: "author_name", params: [2] };
    expect(await on.post("/call", call)).toMatchObject({ body: { rows: [{ author_name: "Bo" }] } });
    for (const asked of [fields, { platform }]) {
      expect(await on.form("/migrate", asked, library)).toMatchObject({
        status: 200,
        body: { databases_updated: [database] },
      });
    }
    const long = "x".repeat(63 - key.length);
    for (const tenant_id of [long, "---", "日本"]) {
      expect(await on.form("/register", { platform, tenant_id }, library)).toMatchObject({
        status: 400,
        body: {
          error: "invalid_request",
          message: expect.stringMatching(/^Invalid database name: /) as string,
        },
      });
    }
    const longest = { platform, tenant_id: long.slice(1) };
    expect(await on.form("/register", longest, library)).toMatchObject({
      status: 200,
      body: { database: `${key}_${long.slice(1)}` },
    });
  });

  it("deploys TypeScript functions with the schema, callable at once (GW-01)", async () => {
    const platform = on.parts.platform("modules");
    const schema = {
      ...library,
      ...titles,
      "seeders/books.sql":
        "insert into books (id, author_id, title) values (1, 2, 'Sea'), (2, 2, 'Sky');",
    };
    expect(await on.form("/register", { platform, tenant_id: "a" }, schema)).toMatchObject({
      status: 200,
      body: { functions_deployed: 3, deployment: { added: 1, changed: 0, unchanged: 0 } },
    });
    const path = "api.books.titles";
    const call = { platform, tenant_id: "a", path, args: { author: 2 } };
    expect(await on.post("/call", call)).toMatchObject({
      status: 200,
      body: { result: ["Sea", "Sky"] },
    });
  });

  it("keeps in the changelog what it has deployed in TypeScript, and nothing where nothing differs (GW-24)", async () => {
    const platform = on.parts.platform("logged");
    const tenant = { platform, tenant_id: "a" };
    await on.form("/register", tenant, { ...library, ...titles });
    await on.form("/migrate", tenant, { ...library, ...titles });
    const rows = await on.parts.query(
      `select object_name, change_detail from _stonescriptdb_gateway_changelog
       where change_type = 'modules_deployed'`,
      `${platform}_a`,
    );
    expect(rows).toMatchObject([
      { object_name: "prod@1", change_detail: { added: 1, removed: 0 } },
    ]);
  });

  it("does not keep functions live whose last module is gone, once that is accepted (GW-08)", async () => {
    const platform = on.parts.platform("gone");
    const tenant = { platform, tenant_id: "a" };
    await on.form("/register", tenant, { ...library, ...titles });
    const kept = await on.form("/migrate", tenant, library);
    expect(kept.body["cause"]).toContain("accept=break-function:api.books.titles");
    const accept = "break-function:api.books.titles";
    expect(await on.form("/migrate", { ...tenant, accept }, library)).toMatchObject({
      status: 200,
    });
    expect(
      await on.post("/call", { ...tenant, path: "api.books.titles", args: { author: 2 } }),
    ).toMatchObject({ status: 404 });
  });

  const broken: Readonly<
    Record<string, readonly [files: SchemaFiles, status: number, error: string, message: string]>
  > = {
    "an extension that the server does not have": [
      { "extensions/no_such_thing.sql": "" },
      400,
      "extension_not_available",
      "PostgreSQL extension 'no_such_thing' is not available on this server",
    ],
    "a type": [
      { "types/broken.sql": "create type broken as (a no_such_type);" },
      500,
      "migration_failed",
      "Migration type:broken failed",
    ],
    "a table": [
      { "tables/broken.sql": "create table broken (a no_such_type);" },
      500,
      "migration_failed",
      "Migration table:broken failed",
    ],
    "a function": [
      {
        "functions/broken.sql":
          "create function broken() returns int language sql as 'select no_such_column';",
      },
      500,
      "function_deploy_failed",
      "Function broken deployment failed",
    ],
    "a seed": [
      { "seeders/books.sql": "insert into books (id, author_id, title) values (1, 99, 'x');" },
      500,
      "query_failed",
      "Query for function 'seeder insert: books' failed",
    ],
    "a TypeScript function": [
      { "functions/broken.ts": "export const a: number = 'x';" },
      400,
      "schema_extraction_failed",
      "Failed to extract schema from uploaded archive",
    ],
    "a file that is no SQL": [
      { "tables/broken.sql": "create tabel broken;" },
      400,
      "schema_extraction_failed",
      "Failed to extract schema from uploaded archive",
    ],
    "tables that wait for each other": [
      {
        "tables/a.sql": "create table a (id int primary key, b int references b (id));",
        "tables/b.sql": "create table b (id int primary key, a int references a (id));",
      },
      400,
      "schema_extraction_failed",
      "Failed to extract schema from uploaded archive",
    ],
  };

  it.each(Object.entries(broken))(
    "leaves nothing behind where it fails because of %s (GW-02)",
    async (_what, [files, status, error, message]) => {
      const platform = on.parts.platform("broken");
      const before = await temporaryFiles();
      const answer = await on.form("/register", { platform }, { ...library, ...files });
      expect(answer).toMatchObject({ status, body: { error, message } });
      expect(answer.body["cause"]).toMatch(/./);
      expect(await exists(`${platform}_main`)).toBe(false);
      expect(await on.parts.registry.findPlatform(platform)).toBeNull();
      expect(await temporaryFiles()).toEqual(before);
      expect(await on.form("/register", { platform }, library)).toMatchObject({ status: 200 });
      await on.parts.databases.drop(
        await on.parts.databases.find(platform, { kind: "tenant", tenantId: null }),
      );
    },
  );

  it("names the members of a cycle", async () => {
    const platform = on.parts.platform("cycle");
    const answer = await on.form(
      "/register",
      { platform },
      broken["tables that wait for each other"]?.[0],
    );
    expect(answer.body["cause"]).toBe("Circular dependency detected in table definitions: a, b");
  });

  it("says which field is missing, and refuses what is no archive, before there is a database (GW-03)", async () => {
    const platform = on.parts.platform("fields");
    const missing = (field: string) => ({
      status: 400,
      body: { error: "invalid_request", message: `Missing required field: ${field}` },
    });
    expect(await on.form("/register", {}, library)).toEqual(missing("platform"));
    expect(await on.form("/register", { platform })).toEqual(missing("schema"));
    expect(await on.form("/migrate", {}, library)).toEqual(missing("platform"));
    expect(await on.form("/migrate", { platform })).toEqual(missing("schema"));
    const whole = await archiveOf(library);
    for (const archive of [new Uint8Array(10), whole.subarray(0, whole.length - 20)]) {
      expect(await on.form("/register", { platform }, archive)).toMatchObject({
        status: 400,
        body: {
          error: "schema_extraction_failed",
          message: "Failed to extract schema from uploaded archive",
        },
      });
    }
    expect(await exists(`${platform}_main`)).toBe(false);
  });
});
