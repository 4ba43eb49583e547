import { afterAll, describe, expect, it, vi } from "vitest";

import { createGateway } from "../../../src/create-gateway.js";
import { library, type SchemaFiles, titles } from "../../fixtures/schema-archive.js";
import { openTenantGateway } from "../../fixtures/tenant-gateway.js";

// Databases are made, and modules bundled, in each test.
vi.setConfig({ testTimeout: 120_000 });

const on = await openTenantGateway();
afterAll(() => on.remove());

const schemaName = "tenant";
const withNote: SchemaFiles = {
  ...library,
  "tables/authors.sql": `create table authors (id int primary key, name citext not null unique, note text);`,
};

async function fleet(files: SchemaFiles, ...ids: readonly string[]): Promise<string> {
  const platform = await on.registered(schemaName, files);
  for (const id of ids) {
    const body = { platform, schema_name: schemaName, database_id: id };
    expect(await on.post("/database/create", body)).toMatchObject({ status: 201 });
  }
  return platform;
}

function statuses(body: Readonly<Record<string, unknown>>): readonly string[] {
  return (body["results"] as readonly { database: string; status: string }[]).map(
    ({ database, status }) => `${database.split("_").at(-1) ?? ""} ${status}`,
  );
}

describe("POST /fleet/migrate", () => {
  it("migrates every database of the platform and only those, and does nothing twice (GW-14)", async () => {
    const platform = await fleet(library, "a", "b", "c", "d");
    const other = await fleet(library, "x");
    const first = await on.post("/fleet/migrate", { platform });
    expect(first).toMatchObject({
      status: 200,
      body: {
        platform,
        status: "completed",
        total: 4,
        done: 0,
        unchanged: 4,
        failed: 0,
        skipped: 0,
      },
    });
    await on.store(platform, schemaName, withNote);
    await on.store(other, schemaName, withNote);
    expect(await on.post("/fleet/migrate", { platform })).toMatchObject({
      body: {
        status: "completed",
        done: 4,
        results: ["a", "b", "c", "d"].map((id) => ({
          database: `${platform}_${schemaName}_${id}`,
          status: "migrated",
          schema_validation: { safe_changes: [{ column: "note" }] },
          verification: { passed: true },
        })),
      },
    });
    expect(await on.post("/fleet/migrate", { platform })).toMatchObject({ body: { unchanged: 4 } });
    expect(await on.get(`/platform/${other}/status`)).toMatchObject({
      body: { databases: [{ is_current: false }] },
    });
  });

  it("begins no other where the canary fails, stops at too many failures, and goes on from there (GW-14)", async () => {
    const platform = await fleet(library, "a", "b", "c", "d", "e");
    const database = (id: string): string => `${platform}_${schemaName}_${id}`;
    const cy = "insert into authors (id, name) values (3, 'Cy')";
    for (const id of ["b", "d"]) await on.parts.query(cy, database(id));
    await on.store(platform, schemaName, { ...library, "migrations/0001_cy.sql": `${cy};` });
    const canary = { platform, canary_databases: [database("d")], max_failures: 9, parallelism: 1 };
    const stopped = await on.post("/fleet/migrate", canary);
    expect(stopped).toMatchObject({ body: { status: "stopped", failed: 1, skipped: 4 } });
    expect(statuses(stopped.body)).toEqual([
      "a skipped",
      "b skipped",
      "c skipped",
      "d failed",
      "e skipped",
    ]);
    const some = await on.post("/fleet/migrate", { platform, parallelism: 1 });
    expect(statuses(some.body)).toEqual([
      "a migrated",
      "b failed",
      "c skipped",
      "d skipped",
      "e skipped",
    ]);
    const most = await on.post("/fleet/migrate", { platform, parallelism: 2, max_failures: 3 });
    expect(statuses(most.body)).toEqual([
      "a unchanged",
      "b failed",
      "c migrated",
      "d failed",
      "e migrated",
    ]);
    expect(most.body["status"]).toBe("completed_with_failures");
    expect((most.body["results"] as readonly unknown[])[1]).toMatchObject({
      database: database("b"),
      error: {
        error: "migration_failed",
        message: "Migration 0001_cy.sql failed",
        database: database("b"),
      },
    });
    for (const id of ["b", "d"]) {
      await on.parts.query("delete from authors where id = 3", database(id));
    }
    const rest = await on.post("/fleet/migrate", { platform });
    expect(statuses(rest.body)).toEqual([
      "a unchanged",
      "b migrated",
      "c unchanged",
      "d migrated",
      "e unchanged",
    ]);
  });

  it("tells what it would do, and does nothing (GW-14)", async () => {
    const platform = await fleet(library, "a");
    await on.store(platform, schemaName, withNote);
    const planned = await on.post("/fleet/migrate", { platform, dry_run: true });
    expect(planned).toMatchObject({
      status: 200,
      body: { dry_run: true, done: 1, results: [{ status: "planned", plan: { blocked: [] } }] },
    });
    expect(JSON.stringify(planned.body)).toMatch(/add column.*note/i);
    expect(await on.get(`/platform/${platform}/status`)).toMatchObject({
      body: { databases: [{ is_current: false }] },
    });
  });

  it("skips databases of tenants unless a schema is named for them (GW-14)", async () => {
    const platform = await fleet(library, "a");
    await on.form("/register", { platform, tenant_id: "t" }, library);
    await on.store(platform, schemaName, withNote);
    expect(await on.post("/fleet/migrate", { platform })).toMatchObject({
      body: {
        results: [
          { database: `${platform}_t`, status: "skipped", error: { error: "schema_not_found" } },
          { status: "migrated" },
        ],
      },
    });
    const body = { platform, tenants_schema: schemaName };
    expect(await on.post("/fleet/migrate", body)).toMatchObject({
      body: {
        results: [{ database: `${platform}_t`, status: "migrated" }, { status: "unchanged" }],
      },
    });
  });

  it("goes on after the gateway was stopped in the middle, and no database is half migrated (GW-14)", async () => {
    const platform = await fleet(library, "a", "b", "c");
    await on.store(platform, schemaName, withNote);
    const { settings } = on.parts;
    const second = await createGateway({ settings, parts: on.parts });
    const run = second.inject({
      method: "POST",
      url: "/fleet/migrate",
      payload: { platform, parallelism: 1 },
    });
    const database = await on.parts.databases.find(platform, {
      kind: "schema",
      schemaName,
      databaseId: "a",
    });
    await expect
      .poll(
        async () =>
          (await on.get(`/platform/${platform}/status?schema_name=${schemaName}&database_id=a`))
            .body,
        {
          timeout: 20_000,
        },
      )
      .toMatchObject({ databases: [{ database: database.name, is_current: true }] });
    await second.close();
    const { results } = (await run).json<{ results: readonly { status: string }[] }>();
    expect(results.map(({ status }) => status)).toEqual([
      "migrated",
      expect.any(String),
      "skipped",
    ]);
    const rest = await on.post("/fleet/migrate", { platform });
    expect(rest).toMatchObject({ body: { status: "completed", failed: 0 } });
    expect(statuses(rest.body)).toContain("c migrated");
    expect(statuses(rest.body)).toContain("a unchanged");
  });
});

describe("functions of a fleet", () => {
  it("are deployed, rolled back and told of, in one database or in all", async () => {
    const platform = await fleet({ ...library, ...titles }, "a", "b");
    const url = `/platform/${platform}`;
    const changed = {
      ...library,
      "functions/books.ts": (titles["functions/books.ts"] ?? "").replace(
        "=> title",
        "=> title.toUpperCase()",
      ),
      "seeders/books.sql": "insert into books (id, author_id, title) values (1, 1, 'Sea');",
    };
    for (const id of ["a", "b"]) {
      await on.parts.query(
        "insert into books (id, author_id, title) values (1, 1, 'Sea')",
        `${platform}_${schemaName}_${id}`,
      );
    }
    const titlesIn = async (id: string): Promise<unknown> => {
      const call = { platform, schema_name: schemaName, database_id: id };
      const path = "api.books.titles";
      return (await on.post("/call", { ...call, path, args: { author: 1 } })).body["result"];
    };
    await on.store(platform, schemaName, changed);
    const one = { schema_name: schemaName, database_id: "a" };
    expect(await on.post(`${url}/deploy`, one)).toMatchObject({
      status: 200,
      body: { version: 2, done: 1, results: [{ status: "deployed", changed: 1, added: 0 }] },
    });
    expect([await titlesIn("a"), await titlesIn("b")]).toEqual([["SEA"], ["Sea"]]);
    const all = { schema_name: schemaName };
    expect(await on.post(`${url}/deploy`, all)).toMatchObject({
      body: { done: 1, results: [{ status: "unchanged" }, { status: "deployed" }] },
    });
    expect(await on.get(`${url}/status?schema_name=${schemaName}`)).toMatchObject({
      body: {
        count: 2,
        databases: ["a", "b"].map((id) => ({
          database: `${platform}_${schemaName}_${id}`,
          server: "default",
          schema_name: schemaName,
          database_id: id,
          schema_version: "tenant@1",
          is_current: false,
          active_deployment_id: 2,
          label: "tenant@2",
          function_count: 1,
        })),
      },
    });
    expect(await on.post(`${url}/rollback`, { ...one, to: 1 })).toMatchObject({
      status: 200,
      body: { results: [{ status: "rolled_back", deployment_id: 1, previous_deployment_id: 2 }] },
    });
    expect([await titlesIn("a"), await titlesIn("b")]).toEqual([["Sea"], ["SEA"]]);
    const back = await on.post(`${url}/rollback`, {});
    expect(back).toMatchObject({
      status: 200,
      body: {
        status: "completed_with_failures",
        results: [{ status: "failed", error: { error: "conflict" } }, { status: "rolled_back" }],
      },
    });
    expect(await on.post(`${url}/rollback`, one)).toMatchObject({
      status: 409,
      body: { error: "conflict", database: `${platform}_${schemaName}_a` },
    });
    expect(await on.post(`${url}/rollback`, { to: 1 })).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
  });

  it("are not there where the schema has none", async () => {
    const platform = await fleet(library, "a");
    const url = `/platform/${platform}`;
    expect(await on.post(`${url}/deploy`, { schema_name: schemaName })).toMatchObject({
      status: 400,
      body: { message: "Schema 'tenant' has no TypeScript functions" },
    });
    expect(
      await on.post(`${url}/rollback`, { schema_name: schemaName, database_id: "a" }),
    ).toMatchObject({ status: 409, body: { error: "conflict" } });
    expect(await on.get(`${url}/status`)).toMatchObject({
      body: { databases: [{ active_deployment_id: null, function_count: 0, is_current: true }] },
    });
  });
});
