import { createHash } from "node:crypto";

import { describe, expect, it } from "vitest";

import { newPlatform } from "../platforms.js";
import { archiveOf } from "../schema-archive.js";
import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

const first = {
  "tables/notes.sql": "create table notes (id serial primary key, note text not null)",
  "functions/add_note.sql":
    "create function add_note(note text) returns int language sql as $$ insert into notes (note) values (note) returning id $$",
};
const second = {
  ...first,
  "tables/notes.sql":
    "create table notes (id serial primary key, note text not null, at timestamptz not null default now())",
};

describe("a schema that is kept", () => {
  const platform = newPlatform();

  it("belongs to a platform that was registered, once (GW-18)", async () => {
    const schema = await archiveOf(first);
    expect(
      await gateway().postForm(`/platform/${platform}/schema`, {
        schema_name: "tenant_db",
        schema,
      }),
    ).toMatchObject({
      status: 400,
      body: { message: `Platform '${platform}' is not registered. Register it first.` },
    });
    expect(await gateway().post("/platform/register", { platform })).toMatchObject({
      status: 201,
      body: { status: "registered", platform, has_dedicated_credentials: false },
    });
    expect(await gateway().post("/platform/register", { platform })).toMatchObject({
      status: 409,
      body: { error: "platform_already_registered" },
    });
    expect(await gateway().post("/platform/register", { platform: "a b" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
  });

  it("says what it has (GW-19)", async () => {
    const schema = await archiveOf(first);
    expect(
      await gateway().postForm(`/platform/${platform}/schema`, {
        schema_name: "tenant_db",
        schema,
      }),
    ).toMatchObject({
      status: 201,
      body: {
        status: "registered",
        platform,
        schema_name: "tenant_db",
        has_tables: true,
        has_functions: true,
        has_migrations: false,
        checksum: createHash("sha256").update(schema).digest("hex"),
      },
    });
    expect(await gateway().get(`/platform/${platform}/schemas`)).toMatchObject({
      status: 200,
      body: {
        platform,
        schemas: [
          {
            name: "tenant_db",
            has_tables: true,
            has_functions: true,
            has_migrations: false,
            has_seeders: false,
          },
        ],
        count: 1,
      },
    });
  });

  it("stays when a later upload is broken (GW-19)", async () => {
    const schema = new TextEncoder().encode("broken");
    expect(
      await gateway().postForm(`/platform/${platform}/schema`, {
        schema_name: "tenant_db",
        schema,
      }),
    ).toMatchObject({ status: 400, body: { error: "schema_extraction_failed" } });
    expect(await gateway().get(`/platform/${platform}/schemas`)).toMatchObject({
      body: { count: 1 },
    });
  });

  it("makes databases, which are listed and called by what they were asked for (GW-20)", async () => {
    const names = ["store_001", "store_002"].map((id) => `${platform}_tenant_db_${id}`);
    for (const [index, database_id] of ["store_001", "store_002"].entries()) {
      expect(
        await gateway().post("/database/create", {
          platform,
          schema_name: "tenant_db",
          database_id,
        }),
      ).toMatchObject({
        status: 201,
        body: {
          status: "created",
          database_name: names[index],
          tables_created: 1,
          functions_deployed: 1,
        },
      });
    }
    const { body } = await gateway().get(`/platform/${platform}/databases?schema=tenant_db`);
    expect(body).toMatchObject({
      platform,
      count: 2,
      databases: [
        { id: "store_001", database_name: names[0], schema_name: "tenant_db" },
        { id: "store_002", database_name: names[1], schema_name: "tenant_db" },
      ],
    });
    expect(
      await gateway().post("/call", {
        platform,
        tenant_id: "store_002",
        function: "add_note",
        params: ["hello"],
      }),
    ).toMatchObject({ status: 200, body: { rows: [{ add_note: 1 }] } });
  });

  it("reaches them by the same names when it has changed (GW-20)", async () => {
    const schema = await archiveOf(second);
    await gateway().postForm(`/platform/${platform}/schema`, { schema_name: "tenant_db", schema });
    expect(
      await gateway().post("/v2/migrate", {
        platform,
        schema_name: "tenant_db",
        database_id: "store_001",
      }),
    ).toMatchObject({
      status: 200,
      body: {
        status: "completed",
        platform,
        schema_name: "tenant_db",
        databases_updated: [`${platform}_tenant_db_store_001`],
        verification: { passed: true },
      },
    });
  });

  it("reaches all of them as a fleet, and then finds nothing to do (GW-14)", async () => {
    const migrate = { platform, schema_name: "tenant_db" };
    const statuses = async (): Promise<readonly string[]> => {
      const { status, body } = await gateway().post("/fleet/migrate", migrate);
      expect(status).toBe(200);
      const results = body["results"] as readonly { database: string; status: string }[];
      return results.map((result) => `${result.database.slice(-9)} ${result.status}`).sort();
    };
    expect(await statuses()).toEqual(["store_001 unchanged", "store_002 migrated"]);
    expect(await statuses()).toEqual(["store_001 unchanged", "store_002 unchanged"]);
  });
});
