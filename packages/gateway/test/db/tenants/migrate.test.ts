import { afterAll, describe, expect, it, vi } from "vitest";

import { library, type SchemaFiles } from "../../fixtures/schema-archive.js";
import { openTenantGateway } from "../../fixtures/tenant-gateway.js";

// Databases are made, and modules bundled, in each test.
vi.setConfig({ testTimeout: 120_000 });

const on = await openTenantGateway();
afterAll(() => on.remove());

async function registered(...tenants: readonly string[]): Promise<string> {
  const platform = on.parts.platform(`p${String(Math.random()).slice(2, 8)}`);
  for (const tenant of tenants) {
    const fields = { platform, tenant_id: tenant };
    expect(await on.form("/register", fields, library)).toMatchObject({ status: 200 });
  }
  return platform;
}

const withNote: SchemaFiles = {
  ...library,
  "tables/authors.sql": `create table authors (id int primary key, name citext not null unique, note text);`,
};

const migration: SchemaFiles = {
  ...library,
  "migrations/0001_books.sql": "insert into books (id, author_id, title) values (1, 1, 'Sea');",
};

describe("POST /migrate", () => {
  it("runs each migration once, and makes the database as declared (GW-12)", async () => {
    const platform = await registered("a");
    const fields = { platform, tenant_id: "a" };
    expect(await on.form("/migrate", fields, withNote)).toMatchObject({
      status: 200,
      body: {
        status: "completed",
        databases_updated: [`${platform}_a`],
        migrations_applied: 0,
        functions_updated: 0,
        seeder_validations: [{ table: "authors", expected: 2, found: 2 }],
        schema_validation: {
          safe_changes: [
            {
              table: "authors",
              change_type: "AddColumn",
              column: "note",
              from_type: null,
              compatibility: "safe",
              reason: null,
            },
          ],
          dataloss_changes: [],
          incompatible_changes: [],
        },
        verification: {
          passed: true,
          extensions_verified: 1,
          types_verified: 1,
          tables_verified: 2,
          seeders_verified: 1,
          error_log: null,
        },
        results: [{ database: `${platform}_a`, status: "migrated" }],
        execution_time_ms: expect.any(Number) as number,
      },
    });
    const second = {
      ...withNote,
      "migrations/0001_books.sql": migration["migrations/0001_books.sql"] ?? "",
    };
    expect(await on.form("/migrate", fields, second)).toMatchObject({
      body: { migrations_applied: 1 },
    });
    expect(await on.form("/migrate", fields, second)).toMatchObject({
      body: { migrations_applied: 0, results: [{ status: "unchanged" }] },
    });
    const call = { platform, tenant_id: "a", function: "book_count", params: [1] };
    expect(await on.post("/call", call)).toMatchObject({ body: { rows: [{ book_count: 1 }] } });
  });

  it("tells which migration fails and why, and leaves the database as it was (GW-12)", async () => {
    const platform = await registered("a");
    const broken = {
      ...withNote,
      "migrations/0001_a.sql": "insert into authors (id, name) values (3, 'Cy');",
      "migrations/0002_b.sql": "insert into authors (id, name) values (3, 'Cy');",
    };
    expect(await on.form("/migrate", { platform, tenant_id: "a" }, broken)).toMatchObject({
      status: 500,
      body: {
        error: "migration_failed",
        message: "Migration 0002_b.sql failed",
        database: `${platform}_a`,
        cause: expect.stringContaining(
          "Key (id)=(3) already exists. (HINT: no hint provided)",
        ) as string,
        sqlstate: "23505",
      },
    });
    expect(
      await on.parts.query(
        `select (select count(*)::int from authors) as authors,
           (select count(*)::int from _stonescriptdb_gateway_migrations) as migrations,
           exists (select from pg_attribute where attrelid = 'authors'::regclass and attname = 'note') as has_note`,
        `${platform}_a`,
      ),
    ).toEqual([{ authors: 2, migrations: 0, has_note: false }]);
  });

  it("stops at what may lose data, unless that is accepted by its name or by force (GW-13)", async () => {
    const platform = await registered("a", "b");
    const without = {
      ...library,
      "tables/books.sql": `create table books (
        id int primary key, author_id int not null references authors (id), genre genre not null default 'novel'
      );`,
    };
    const answer = await on.form("/migrate", { platform, tenant_id: "a" }, without);
    expect(answer).toMatchObject({
      status: 500,
      body: {
        error: "migration_failed",
        message: "Migration schema validation failed",
        cause: expect.stringContaining(
          "Schema changes blocked due to potential data loss. 1 issues found:",
        ) as string,
      },
    });
    expect(answer.body["cause"]).toMatch(
      /- DropColumn books\.title: Dropping column will delete all data in that column/,
    );
    expect(answer.body["cause"]).toMatch(/Use force=true to proceed anyway\./);
    const accept = "drop-column:books.title";
    expect(await on.form("/migrate", { platform, tenant_id: "a", accept }, without)).toMatchObject({
      status: 200,
      body: { schema_validation: { dataloss_changes: [{ column: "title" }] } },
    });
    expect(
      await on.form("/migrate", { platform, tenant_id: "b", force: "true" }, without),
    ).toMatchObject({
      status: 200,
    });
  });

  it("fails where the database is not as declared afterwards; with force that is a warning (GW-13)", async () => {
    const platform = await registered("a");
    const fields = { platform, tenant_id: "a" };
    const more = {
      ...library,
      "seeders/authors.sql":
        "insert into authors (id, name) values (1, 'Ada'), (2, 'Bo'), (3, 'Cy');",
    };
    const failed = await on.form("/migrate", fields, more);
    expect(failed).toMatchObject({
      status: 500,
      body: { error: "migration_failed", message: "Migration schema verification failed" },
    });
    expect(failed.body["cause"]).toMatch(/MISSING SEEDER RECORDS:/);
    expect(failed.body["cause"]).toMatch(/ACTION REQUIRED: Add migration\(s\) to fix schema drift/);
    expect(await on.form("/migrate", { ...fields, force: "1" }, more)).toMatchObject({
      status: 200,
      body: {
        status: "completed_with_warnings",
        seeder_validations: [{ table: "authors", expected: 3, found: 2 }],
        verification: {
          passed: false,
          error_log: expect.stringContaining("MISSING SEEDER RECORDS:") as string,
        },
      },
    });
  });

  it("answers 404 for a tenant without a database, and migrates no other for it", async () => {
    const platform = await registered("a");
    expect(await on.form("/migrate", { platform, tenant_id: "b" }, library)).toMatchObject({
      status: 404,
      body: { error: "database_not_found", database: `${platform}_b` },
    });
  });

  it("fills a database that an administrator has made empty (GW-17)", async () => {
    const platform = on.parts.platform("empty");
    await on.parts.databases.createEmpty(platform, { kind: "tenant", tenantId: "a" });
    expect(await on.form("/migrate", { platform, tenant_id: "a" }, library)).toMatchObject({
      status: 200,
      body: { tables_created: 2 },
    });
    const call = { platform, tenant_id: "a", function: "author_name", params: [1] };
    expect(await on.post("/call", call)).toMatchObject({
      body: { rows: [{ author_name: "Ada" }] },
    });
  });
});

describe("POST /migrate without a tenant", () => {
  it("migrates every database of the platform and only those, each with its own result (GW-14)", async () => {
    const platform = await registered("b", "a", "c");
    const other = `${platform}_a`;
    // Its databases' names begin as this platform's do.
    await on.form("/register", { platform: other, tenant_id: "x" }, library);
    const answer = await on.form("/migrate", { platform }, withNote);
    const names = ["a", "b", "c"].map((tenant) => `${platform}_${tenant}`);
    expect(answer).toMatchObject({
      status: 200,
      body: {
        status: "completed",
        databases_updated: names,
        results: names.map((database) => ({
          database,
          status: "migrated",
          schema_validation: { safe_changes: [{ column: "note" }] },
          verification: { passed: true },
        })),
      },
    });
    const [row] = await on.parts.query(
      "select exists (select from pg_attribute where attrelid = 'authors'::regclass and attname = 'note') as has_note",
      `${other}_x`,
    );
    expect(row).toEqual({ has_note: false });
    await on.parts.databases.drop(
      await on.parts.databases.find(other, { kind: "tenant", tenantId: "x" }),
    );
  });

  it("compares and verifies each database for itself (GW-14)", async () => {
    const platform = await registered("a", "b");
    const [first, second] = [`${platform}_a`, `${platform}_b`];
    await on.parts.query("alter table authors add column own text", second);
    const blocked = await on.form("/migrate", { platform }, library);
    expect(blocked).toMatchObject({
      status: 500,
      body: {
        message: "Migration schema validation failed",
        database: second,
        results: [
          { database: first, status: "unchanged", verification: { passed: true } },
          { database: second, status: "failed" },
        ],
      },
    });
    await on.parts.query("delete from authors where id = 2", first);
    const forced = await on.form("/migrate", { platform, force: "true" }, library);
    expect(forced).toMatchObject({
      status: 200,
      body: {
        status: "completed_with_warnings",
        databases_updated: [first, second],
        results: [
          {
            database: first,
            schema_validation: { dataloss_changes: [] },
            seeder_validations: [{ expected: 2, found: 1 }],
            verification: { passed: false },
          },
          {
            database: second,
            schema_validation: { dataloss_changes: [{ column: "own" }] },
            seeder_validations: [{ expected: 2, found: 2 }],
            verification: { passed: true },
          },
        ],
      },
    });
  });

  it("adds up what it has done to all of them (GW-14)", async () => {
    const platform = await registered("a", "b");
    const schema = {
      ...migration,
      "tables/shelves.sql": "create table shelves (id int primary key);",
      "functions/one.sql": "create function one() returns int language sql as 'select 1';",
    };
    expect(await on.form("/migrate", { platform }, schema)).toMatchObject({
      status: 200,
      body: { migrations_applied: 2, tables_created: 2, functions_updated: 2 },
    });
  });

  it("ends at the first that fails, and tells what became of each (GW-14)", async () => {
    const platform = await registered("a", "b", "c");
    await on.parts.query("insert into authors (id, name) values (3, 'Cy')", `${platform}_b`);
    const schema = {
      ...library,
      "migrations/0001_cy.sql": "insert into authors (id, name) values (3, 'Cy');",
    };
    expect(await on.form("/migrate", { platform }, schema)).toMatchObject({
      status: 500,
      body: {
        error: "migration_failed",
        message: "Migration 0001_cy.sql failed",
        database: `${platform}_b`,
        results: [
          { database: `${platform}_a`, status: "migrated", migrations_applied: 1 },
          { database: `${platform}_b`, status: "failed", error: { error: "migration_failed" } },
          { database: `${platform}_c`, status: "skipped" },
        ],
      },
    });
  });

  it("is no error where there is none (GW-14)", async () => {
    const platform = on.parts.platform("nobody");
    expect(await on.form("/migrate", { platform }, library)).toMatchObject({
      status: 200,
      body: { status: "completed", databases_updated: [], results: [] },
    });
  });
});
