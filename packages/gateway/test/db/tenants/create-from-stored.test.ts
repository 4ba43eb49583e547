import { afterAll, describe, expect, it, vi } from "vitest";

import { library, titles } from "../../fixtures/schema-archive.js";
import { openTenantGateway } from "../../fixtures/tenant-gateway.js";

// Databases are made, and modules bundled, in each test.
vi.setConfig({ testTimeout: 120_000 });

const on = await openTenantGateway();
afterAll(() => on.remove());

describe("POST /database/create", () => {
  it("makes a database with a stored schema, which is listed and found by the same names (GW-20)", async () => {
    const platform = await on.registered("tenant_db", { ...library, ...titles });
    const body = { platform, schema_name: "tenant_db", database_id: "Store-001" };
    const database = `${platform}_tenant_db_store_001`;
    expect(await on.post("/database/create", body)).toMatchObject({
      status: 201,
      body: {
        status: "created",
        platform,
        schema_name: "tenant_db",
        database_name: database,
        extensions_installed: 1,
        types_deployed: 1,
        tables_created: 2,
        functions_deployed: 3,
        seeders: [{ table: "authors", inserted: 2, skipped: 0 }],
        execution_time_ms: expect.any(Number) as number,
      },
    });
    expect(await on.post("/database/create", body)).toMatchObject({
      status: 409,
      body: { error: "database_already_exists" },
    });
    expect(await on.parts.registry.databases(platform, "tenant_db")).toMatchObject([
      { name: database, identity: { schemaName: "tenant_db", databaseId: "Store-001" } },
    ]);
    const migrated = await on.post("/v2/migrate", body);
    expect(migrated).toMatchObject({
      status: 200,
      body: {
        platform,
        schema_name: "tenant_db",
        status: "completed",
        databases_updated: [database],
        migrations_applied: 0,
        functions_updated: 0,
        schema_validation: { safe_changes: [], dataloss_changes: [], incompatible_changes: [] },
        verification: { passed: true, tables_verified: 2, types_verified: 1 },
        results: [{ database, status: "unchanged" }],
      },
    });
  });

  it("leaves nothing behind where it fails (GW-02)", async () => {
    const platform = await on.registered("broken", {
      ...library,
      "seeders/books.sql": "insert into books (id, author_id, title) values (1, 99, 'x');",
    });
    const body = { platform, schema_name: "broken", database_id: "one" };
    expect(await on.post("/database/create", body)).toMatchObject({
      status: 500,
      body: { error: "query_failed", database: `${platform}_broken_one` },
    });
    expect(
      await on.parts.query(`select from pg_database where datname = '${platform}_broken_one'`),
    ).toEqual([]);
    expect(await on.parts.registry.databases(platform)).toEqual([]);
    await on.store(platform, "broken", library);
    expect(await on.post("/database/create", body)).toMatchObject({ status: 201 });
  });

  it("tells databases of the same id apart by their schema, when they are migrated and called (GW-20)", async () => {
    const returning = (text: string) => ({
      "functions/who.sql": `create function who() returns text language sql as $$ select '${text}' $$;`,
    });
    const platform = await on.registered("east", returning("east"));
    await on.store(platform, "west", returning("west"));
    const of = (schema_name: string) => ({ platform, schema_name, database_id: "same" });
    for (const name of ["east", "west"])
      expect(await on.post("/database/create", of(name))).toMatchObject({ status: 201 });
    await on.store(platform, "west", returning("far west"));
    expect(await on.post("/v2/migrate", of("west"))).toMatchObject({
      status: 200,
      body: { databases_updated: [`${platform}_west_same`], functions_updated: 1 },
    });
    for (const [name, answer] of [
      ["east", "east"],
      ["west", "far west"],
    ] as const)
      expect(await on.post("/call", { ...of(name), function: "who" })).toMatchObject({
        body: { rows: [{ who: answer }] },
      });
  });

  it("is done for nobody outside of the allowed networks, nor is a migration (GW-21)", async () => {
    const platform = await on.registered("tenant", library);
    const payload = { platform, schema_name: "tenant", database_id: "one" };
    const ask = async (url: string, remoteAddress: string): Promise<number> =>
      (await on.gateway.inject({ method: "POST", url, payload, remoteAddress })).statusCode;
    expect(await ask("/database/create", "8.8.8.8")).toBe(403);
    expect(await on.parts.registry.databases(platform)).toEqual([]);
    expect(await ask("/database/create", "192.168.7.7")).toBe(201);
    await on.store(platform, "tenant", {
      ...library,
      "tables/notes.sql": "create table notes (id int primary key);",
    });
    const notes = (): Promise<readonly unknown[]> =>
      on.parts.query("select to_regclass('notes') as t", `${platform}_tenant_one`);
    expect(await ask("/v2/migrate", "8.8.8.8")).toBe(403);
    expect(await notes()).toEqual([{ t: null }]);
    expect(await ask("/v2/migrate", "::ffff:192.168.7.7")).toBe(200);
    expect(await notes()).toEqual([{ t: "notes" }]);
  });

  it("needs a registered platform and schema (GW-20)", async () => {
    const platform = await on.registered("tenant", library);
    const body = { platform, schema_name: "other", database_id: "one" };
    for (const url of ["/database/create", "/v2/migrate"]) {
      expect(await on.post(url, body)).toEqual({
        status: 400,
        body: {
          error: "invalid_request",
          message: `Schema 'other' not found for platform '${platform}'. Register the schema first.`,
        },
      });
      expect(await on.post(url, { ...body, platform: "nobody" })).toEqual({
        status: 400,
        body: {
          error: "invalid_request",
          message: "Platform 'nobody' is not registered. Register it first.",
        },
      });
    }
    expect(await on.post("/v2/migrate", { ...body, schema_name: "tenant" })).toEqual({
      status: 400,
      body: {
        error: "invalid_request",
        message: `Database '${platform}_tenant_one' not found for platform '${platform}', database_id 'one'`,
      },
    });
    expect(await on.post("/database/create", { platform, uuid: "one" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
    expect(await on.post("/database/create", { ...body, tenant: "one" })).toMatchObject({
      status: 422,
      body: { error: "unprocessable", message: expect.stringContaining("tenant") as string },
    });
  });

  it("POST /v2/migrate without database_id migrates all databases of the schema, and none is no error (GW-20)", async () => {
    const platform = await on.registered("tenant", library);
    const body = { platform, schema_name: "tenant" };
    expect(await on.post("/v2/migrate", body)).toMatchObject({
      status: 200,
      body: { status: "completed", databases_updated: [], results: [] },
    });
    for (const id of ["b", "a"]) await on.post("/database/create", { ...body, database_id: id });
    await on.store(platform, "tenant", {
      ...library,
      "functions/extra.sql": "create function extra() returns int language sql as 'select 1';",
    });
    expect(await on.post("/v2/migrate", body)).toMatchObject({
      status: 200,
      body: {
        databases_updated: [`${platform}_tenant_a`, `${platform}_tenant_b`],
        functions_updated: 2,
        results: [
          { status: "migrated", functions_updated: 1 },
          { status: "migrated", functions_updated: 1 },
        ],
      },
    });
  });
});
