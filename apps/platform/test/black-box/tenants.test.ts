import { beforeAll, describe, expect, it } from "vitest";

import type { Answer } from "../gateway-under-test.js";
import { newPlatform } from "../platforms.js";
import { archiveOf, exampleFiles, type SchemaFiles } from "../schema-archive.js";
import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

/** The example without what needs an engine. */
async function sqlFiles(): Promise<SchemaFiles> {
  const files = Object.entries(await exampleFiles());
  return Object.fromEntries(files.filter(([path]) => !path.endsWith(".ts")));
}

describe("the databases of a platform's tenants", () => {
  const platform = newPlatform();
  let registered: Answer;

  beforeAll(async () => {
    const schema = await archiveOf(await sqlFiles());
    registered = await gateway().postForm("/register", { platform, tenant_id: "Garage-1", schema });
  });

  const call = (name: string, params: unknown, tenant: string): Promise<Answer> =>
    gateway().post("/call", { platform, tenant_id: tenant, function: name, params });

  it("are made with everything that the schema has (GW-01)", () => {
    expect(registered.body).toMatchObject({
      status: "ready",
      database: `${platform}_garage_1`,
      extensions_installed: 2,
      types_deployed: 6,
      tables_created: 21,
      functions_deployed: 8,
      execution_time_ms: expect.any(Number) as number,
    });
    expect(registered.body["seeders"]).toEqual(
      expect.arrayContaining([
        { table: "branches", inserted: 2, skipped: 0 },
        { table: "categories", inserted: 3, skipped: 0 },
        { table: "settings", inserted: 2, skipped: 0 },
        { table: "tax_rates", inserted: 2, skipped: 0 },
      ]),
    );
    expect(registered.status).toBe(200);
  });

  it("are made once (GW-01)", async () => {
    const schema = await archiveOf(await sqlFiles());
    expect(
      await gateway().postForm("/register", { platform, tenant_id: "garage-1", schema }),
    ).toMatchObject({
      status: 409,
      body: {
        error: "database_already_exists",
        message: `Database '${platform}_garage_1' already exists`,
        database: `${platform}_garage_1`,
      },
    });
  });

  it("answer calls, with every kind of value whole (GW-15)", async () => {
    const { status, body, text } = await call("describe_values", [], "Garage-1");
    expect(status).toBe(200);
    expect(body["row_count"]).toBe(1);
    expect(body["rows"]).toMatchObject([
      {
        id: "00000000-0000-0000-0000-000000000001",
        state: "in work",
        states: ["draft", "done"],
        numbers: [1, null, 3],
        address: { street: '1 Main "street"', town: "Zürich, (old)" },
        document: { a: 1.1, b: [true, null] },
        day: "2026-01-02",
        nothing: null,
      },
    ]);
    // As digits, which a JavaScript number does not have.
    expect(text).toContain("9007199254740993");
    expect(text).toContain("12345678901234567890.123456789");
  });

  it("work: what one call writes another reads (GW-15)", async () => {
    const added = await call(
      "add_customer",
      { name: "O'Neill; --", tags: ["vip", 'a "b"'] },
      "Garage-1",
    );
    expect(added).toMatchObject({ status: 200, body: { row_count: 1 } });
    const owner = (added.body["rows"] as readonly { readonly add_customer: string }[])[0];
    const opened = await call(
      "open_order",
      { branch: 1, plate: "AB 1", owner: owner?.add_customer },
      "Garage-1",
    );
    expect(opened).toMatchObject({ status: 200, body: { rows: [{ open_order: 1 }] } });
    expect(await call("add_order_line", [1, "Oil", "2", "1.255"], "Garage-1")).toMatchObject({
      status: 200,
      body: { rows: [{ order_id: 1, line_number: 1, description: "Oil" }] },
    });
    expect((await call("order_total", [1], "Garage-1")).text).toContain("2.51");
    expect(await call("customers_by_tag", ["vip"], "Garage-1")).toMatchObject({
      body: { rows: [{ name: "O'Neill; --", email: null, tags: ["vip", 'a "b"'] }] },
    });
    expect(await call("set_order_state", [1, "done"], "Garage-1")).toMatchObject({
      body: { rows: [{ set_order_state: "done" }] },
    });
  });

  it("refuse what is wrong with what PostgreSQL says of it (GW-15)", async () => {
    expect(await call("set_order_state", [1, "no state"], "Garage-1")).toMatchObject({
      status: 422,
      body: { error: "unprocessable", sqlstate: "22P02" },
    });
    expect(await call("add_order_line", [99, "Oil", 1, 1], "Garage-1")).toMatchObject({
      status: 500,
      body: {
        error: "query_failed",
        message: "Query for function 'add_order_line' failed",
        database: `${platform}_garage_1`,
        cause: "There is no order 99",
        sqlstate: "P0002",
        hint: "Open it first with open_order.",
      },
    });
  });

  it.each(["pg_sleep", "set_config", "pg_read_file", "digest"])(
    "do not let %s be called, which is not theirs",
    async (name) => {
      expect(await call(name, [], "Garage-1")).toMatchObject({
        status: 404,
        body: { error: "function_not_found" },
      });
    },
  );

  it.each(["Users", "1st", "a-b", "a b", "a;b", ""])(
    "do not know a function that is called %j (GW-15)",
    async (name) => {
      expect(await call(name, [], "Garage-1")).toMatchObject({
        status: 400,
        body: { error: "invalid_request" },
      });
    },
  );

  it("are migrated, each for itself (GW-12, GW-14)", async () => {
    const files = await sqlFiles();
    const before = await archiveOf(files);
    await gateway().postForm("/register", { platform, tenant_id: "garage-2", schema: before });
    const schema = await archiveOf({
      ...files,
      "tables/settings.sql":
        "create table settings (key text primary key, value jsonb not null, note text)",
      "migrations/0003_parts.sql": "alter table parts add column weight numeric(6, 2)",
      "tables/parts.sql": (files["tables/parts.sql"] ?? "").replace(
        "dimensions real[]",
        "dimensions real[], weight numeric(6, 2)",
      ),
    });
    const migrated = await gateway().postForm("/migrate", { platform, schema });
    expect(migrated.body).toMatchObject({
      status: "completed",
      databases_updated: [`${platform}_garage_1`, `${platform}_garage_2`],
      migrations_applied: 2,
      functions_updated: 0,
      verification: { passed: true, error_log: null },
    });
    expect(migrated.status).toBe(200);
    const again = await gateway().postForm("/migrate", { platform, tenant_id: "Garage-1", schema });
    expect(again.body).toMatchObject({ status: "completed", migrations_applied: 0 });
  });

  it("are not migrated where something would be lost, and say how to accept it (GW-10, GW-13)", async () => {
    const files = await sqlFiles();
    const schema = await archiveOf({
      ...files,
      "tables/suppliers.sql": (files["tables/suppliers.sql"] ?? "").replace("website text,", ""),
    });
    const refused = await gateway().postForm("/migrate", {
      platform,
      tenant_id: "garage-2",
      schema,
    });
    expect(refused).toMatchObject({
      status: 500,
      body: { error: "migration_failed", message: "Migration schema validation failed" },
    });
    expect(refused.body["cause"]).toContain("drop-column:suppliers.website");
  });
});
