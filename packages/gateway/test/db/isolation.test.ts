import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { platformRole } from "../../src/naming/platform-name.js";
import type { TenantDatabase } from "../../src/registry/registry.js";
import { openTestParts } from "../fixtures/tenant-databases.js";

const parts = await openTestParts();
const { databases, pools } = parts;
afterAll(() => parts.remove());

const [app, longer] = [parts.platform("app"), parts.platform("app_two")];
let own: TenantDatabase;
let foreign: TenantDatabase;
beforeAll(async () => {
  const fill = (made: TenantDatabase): Promise<unknown> =>
    pools.withConnection(made, { purpose: "deploy" }, (client) =>
      client.query(
        `create table note (id serial primary key, body text);
         create schema extra; create table extra.thing (id int);
         create table _stonescriptdb_gateway_changelog (id serial);`,
      ),
    );
  own = (await databases.create(app, { kind: "tenant", tenantId: "two_one" }, fill)).database;
  foreign = (await databases.create(longer, { kind: "tenant", tenantId: "two" }, fill)).database;
});

const may = async (
  as: TenantDatabase,
  question: string,
  values: readonly unknown[] = [],
): Promise<boolean> =>
  pools.withConnection(as, { purpose: "call" }, async (client) => {
    const { rows } = await client.query<{ may: boolean }>(`select ${question} as may`, [...values]);
    return rows[0]?.may ?? false;
  });

describe("a platform's calls", () => {
  it("cannot connect to the databases of a platform whose name begins with its own (GW-26)", async () => {
    expect(await may(own, "has_database_privilege($1, 'connect')", [own.name])).toBe(true);
    expect(await may(own, "has_database_privilege($1, 'connect')", [foreign.name])).toBe(false);
    expect(await may(foreign, "has_database_privilege($1, 'connect')", [own.name])).toBe(false);
    const asForeign = { ...own, platform: foreign.platform };
    await expect(
      pools.withConnection(asForeign, { purpose: "call" }, (client) =>
        client.query("select 1 from note"),
      ),
    ).rejects.toThrow();
  });

  it("are found under the platform that asks only (GW-26)", async () => {
    for (const tenantId of ["two_two", "two-one", "TWO_ONE", null])
      await expect(databases.find(app, { kind: "tenant", tenantId })).rejects.toMatchObject({
        code: "database_not_found",
        status: 404,
      });
    await expect(databases.find(longer, { kind: "tenant", tenantId: "one" })).rejects.toMatchObject(
      {
        message: `Database for platform '${longer}' with tenant Some("one") not found`,
        fields: { database: `${longer}_one` },
      },
    );
    await expect(databases.find(longer, { kind: "tenant", tenantId: null })).rejects.toMatchObject({
      message: `Database for platform '${longer}' with tenant None not found`,
      fields: { database: `${longer}_main` },
    });
  });

  it("may work with the rows of all schemas of the tenant, and change none of its tables (GW-26)", async () => {
    await pools.withConnection(own, { purpose: "call" }, async (client) => {
      await client.query("insert into note (body) values ('x')");
      await client.query("insert into extra.thing values (1)");
    });
    for (const statement of ["drop table note", "create table mine ()", "truncate note"])
      await expect(
        pools.withConnection(own, { purpose: "call" }, (client) => client.query(statement)),
      ).rejects.toThrow(/permission denied|must be owner/);
  });

  it("may not touch what the gateway keeps in the database (GW-26)", async () => {
    for (const statement of [
      "select * from _stonescriptdb_gateway_changelog",
      "insert into _stonescriptdb_gateway_changelog default values",
    ])
      await expect(
        pools.withConnection(own, { purpose: "call" }, (client) => client.query(statement)),
      ).rejects.toThrow("permission denied");
  });

  it("may work with tables that come later", async () => {
    await pools.withConnection(own, { purpose: "deploy" }, (client) =>
      client.query("create table later (id serial)"),
    );
    await pools.withConnection(own, { purpose: "call" }, (client) =>
      client.query("insert into later default values"),
    );
  });

  it("are not made as a role that may do more than a platform may (GW-26)", async () => {
    const mighty = parts.platform("mighty");
    await parts.query(`create role "${platformRole(mighty)}" createrole`);
    await expect(
      databases.create(mighty, { kind: "tenant", tenantId: null }, () => Promise.resolve()),
    ).rejects.toMatchObject({
      fields: { reason: expect.stringContaining("attributes that no platform may have") as string },
    });
    expect(await parts.registry.databases(mighty)).toEqual([]);
  });

  it("are not those of a superuser (GW-26)", async () => {
    expect(await may(own, "current_setting('is_superuser')::boolean")).toBe(false);
    expect(
      await may(own, "exists (select from pg_roles where rolname = current_user and rolcanlogin)"),
    ).toBe(false);
  });
});
