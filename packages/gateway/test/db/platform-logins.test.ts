import { createTestDatabase, testServerUrl } from "@stopgap/local/testing";
import { afterAll, describe, expect, it, vi } from "vitest";

import { ownerRole, platformRole } from "../../src/naming/platform-name.js";
import { library, titles } from "../fixtures/schema-archive.js";
import { serverOf } from "../fixtures/tenant-databases.js";
import { openTenantGateway, type TenantGateway } from "../fixtures/tenant-gateway.js";

// Bundling takes a process.
vi.setConfig({ testTimeout: 120_000 });

const secretKey = "a key for tests only";
const tenant = await openTenantGateway({ secretKey });
const { parts } = tenant;
afterAll(() => tenant.remove());

const schema = { ...library, ...titles };
const call = async (platform: string, body: object): Promise<unknown> => {
  const answer = await tenant.post("/call", { platform, ...body });
  return answer.body["rows"] ?? answer.body["result"] ?? answer.body;
};
const ownerOf = async (database: string): Promise<unknown> => {
  const [found] = await parts.query(
    `select pg_get_userbyid(datdba) as owner from pg_database where datname = '${database}'`,
  );
  return found?.["owner"];
};
const registered = async (files: Readonly<Record<string, string>>): Promise<string> => {
  const platform = parts.platform(`p${String(Math.random()).slice(2, 8)}`);
  const { body } = await tenant.form("/register", { platform }, files);
  expect(body).toMatchObject({ status: "ready" });
  return platform;
};
const loginsOf = async (platform: string): Promise<void> => {
  const found = await parts.registry.findDatabase(`${platform}_main`);
  if (found) await parts.pools.forget(found);
};

describe("a platform that owns its databases", () => {
  it("has its schema applied, its functions deployed, called, looked at and taken back (GW-04, GW-15)", async () => {
    const platform = await registered(schema);
    expect(await ownerOf(`${platform}_main`)).toBe(ownerRole(platform));
    expect(await call(platform, { function: "author_name", params: [1] })).toEqual([
      { author_name: "Ada" },
    ]);
    expect(await call(platform, { path: "api.books.titles", args: { author: 1 } })).toEqual([]);

    const changed = {
      ...schema,
      "migrations/0001_add.sql": "alter table books add column pages int;",
      "tables/books.sql": (library["tables/books.sql"] ?? "").replace(
        "genre genre",
        "pages int, genre genre",
      ),
      "functions/more.ts": (titles["functions/books.ts"] ?? "").replace("titles", "more"),
    };
    const migrated = await tenant.form("/migrate", { platform }, changed);
    expect(migrated.body).toMatchObject({ status: "completed", migrations_applied: 1 });
    expect(await call(platform, { path: "api.more.more", args: { author: 2 } })).toEqual([]);
    const status = await tenant.get(`/platform/${platform}/status?tenant_id=main`);
    expect(status.body).toMatchObject({ databases: [{ database: `${platform}_main` }] });
    const back = await tenant.post(`/platform/${platform}/rollback`, { tenant_id: "main" });
    expect(back.status).toBe(200);
    expect(await call(platform, { path: "api.more.more", args: { author: 2 } })).toMatchObject({
      error: "function_not_found",
    });
  });

  it("has a plan made and a fleet migrated (GW-22)", async () => {
    const platform = await tenant.registered("tenant", library);
    for (const database_id of ["a", "b"])
      expect(
        (await tenant.post("/database/create", { platform, schema_name: "tenant", database_id }))
          .status,
      ).toBe(201);
    await tenant.store(platform, "tenant", {
      ...library,
      "tables/more.sql": "create table more (id int);",
    });
    const fleet = { platform, schema_name: "tenant" };
    const plan = await tenant.post("/fleet/migrate", { ...fleet, dry_run: true });
    expect(plan.body).toMatchObject({ results: [{ status: "planned" }, { status: "planned" }] });
    const done = await tenant.post("/fleet/migrate", fleet);
    expect(done.body).toMatchObject({ status: "completed", done: 2 });
    const again = await tenant.post("/fleet/migrate", fleet);
    expect(again.body).toMatchObject({ status: "completed", unchanged: 2 });
  });

  it("is called as a role that owns nothing, and keeps the keys of repeated calls (GW-26)", async () => {
    const platform = await registered({
      ...library,
      "functions/add_author.sql": `create function add_author(id int) returns text language sql
        as $$ insert into authors values (id, 'n' || id); select current_user || '/' || session_user $$;`,
      "functions/meddle.sql": `create function meddle() returns void language sql
        as $$ truncate authors $$;`,
      "functions/spy.sql": `create function spy() returns bigint language sql
        as $$ select count(*) from _stonescriptdb_gateway_changelog $$;`,
    });
    const role = platformRole(platform);
    const added = { platform, function: "add_author", params: [7] };
    for (const _ of ["first", "again"]) {
      const answer = await tenant.gateway.inject({
        method: "POST",
        url: "/call",
        payload: added,
        headers: { "idempotency-key": "seven" },
      });
      expect(answer.json()).toMatchObject({ rows: [{ add_author: `${role}/${role}` }] });
    }
    for (const name of ["meddle", "spy"])
      expect(await call(platform, { function: name, params: [] })).toMatchObject({
        sqlstate: "42501",
      });
  });

  it("may have extensions that need a superuser where they are allowed, and no others", async () => {
    const [engine] = await parts.query(
      "select name from pg_available_extensions where name in ('plv8', 'pljs')",
    );
    const file = `extensions/${String(engine?.["name"])}.sql`;
    const platform = parts.platform("extended");
    const answer = await tenant.form("/register", { platform }, { ...library, [file]: "" });
    expect(answer.body).toMatchObject({ status: "ready", extensions_installed: 2 });
    for (const [url, name] of [
      ["/migrate", "extended"],
      ["/register", "refused"],
    ] as const) {
      const refused = await tenant.form(
        url,
        { platform: parts.platform(name) },
        { ...library, "extensions/dblink.sql": "" },
      );
      expect(refused.body).toMatchObject({
        error: "extension_install_failed",
        sqlstate: "42501",
        hint: expect.stringContaining("ALLOWED_EXTENSIONS") as string,
      });
    }
    expect(await ownerOf(`${parts.platform("refused")}_main`)).toBeUndefined();
  });
});

describe("logins of a platform", () => {
  it("are mended where its own SQL has changed them", async () => {
    const platform = await registered(library);
    const harm = `alter role ${ownerRole(platform)} password 'mine';
      revoke connect on database ${platform}_main from ${ownerRole(platform)}, ${platformRole(platform)};`;
    const answer = await tenant.form(
      "/migrate",
      { platform },
      { ...library, "migrations/1.sql": harm },
    );
    expect(answer.status).toBe(200);
    await loginsOf(platform);
    expect(await call(platform, { function: "author_name", params: [2] })).toEqual([
      { author_name: "Bo" },
    ]);
    const more = {
      "migrations/1.sql": harm,
      "migrations/2.sql": "create schema made_again;",
    };
    expect((await tenant.form("/migrate", { platform }, { ...library, ...more })).status).toBe(200);
    const [made] = await parts.query(
      "select pg_get_userbyid(nspowner) as owner from pg_namespace where nspname = 'made_again'",
      `${platform}_main`,
    );
    expect(made?.["owner"]).toBe(ownerRole(platform));
  });

  it("do not take connections from others where its own SQL has taken all of its own", async () => {
    const platform = await registered(library);
    const harm = `alter database ${platform}_main connection limit 0;`;
    const files = { ...library, "migrations/1.sql": harm };
    expect((await tenant.form("/migrate", { platform }, files)).status).toBe(200);
    await loginsOf(platform);
    expect(await call(platform, { function: "author_name", params: [2] })).toMatchObject({
      error: "connection_failed",
      sqlstate: "53300",
    });
    const other = await registered(library);
    expect(await call(other, { function: "author_name", params: [2] })).toEqual([
      { author_name: "Bo" },
    ]);
  });

  it("go on once the gateway has another key", async () => {
    const platform = await registered(library);
    await loginsOf(platform);
    const other: TenantGateway = await openTenantGateway({
      secretKey: "another key for tests, another key for tests only",
      dataDir: parts.settings.dataDir,
    });
    try {
      const answer = await other.post("/call", { platform, function: "author_name", params: [1] });
      expect(answer.body).toMatchObject({ rows: [{ author_name: "Ada" }] });
      const files = { ...library, "tables/more.sql": "create table more (id int);" };
      const migrated = await other.form("/migrate", { platform }, files);
      expect(migrated.body).toMatchObject({ tables_created: 1 });
    } finally {
      await other.gateway.close();
      await other.parts.pools.close();
    }
    expect(await call(platform, { function: "author_name", params: [1] })).toEqual([
      { author_name: "Ada" },
    ]);
  });

  it("are not those of platforms: nobody may bring one of them as its own (GW-18)", async () => {
    const victim = await registered(library);
    for (const db_user of [
      ownerRole(victim),
      platformRole(victim),
      "stopgap_owner_of_nobody_yet",
    ]) {
      const answer = await tenant.post("/platform/register", {
        platform: parts.platform("thief"),
        db_user,
        db_password: "x",
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining("for its own roles") as string },
      });
    }
  });
});

describe("a database that was made before there was a key", () => {
  it("goes on with the gateway's role, and is called by its platform's login from then on", async () => {
    const before = await openTenantGateway();
    const platform = before.parts.platform("early");
    const files = {
      ...library,
      "functions/who.sql": `create function who() returns text language sql
        as $$ select current_user || '/' || session_user $$;`,
    };
    try {
      expect((await before.form("/register", { platform }, files)).status).toBe(200);
      await before.parts.pools.close();
      const after = await openTenantGateway({ secretKey, dataDir: before.parts.settings.dataDir });
      try {
        const more = { ...files, "tables/more.sql": "create table more (id int);" };
        const migrated = await after.form("/migrate", { platform }, more);
        expect(migrated.body).toMatchObject({ tables_created: 1 });
        expect(await ownerOf(`${platform}_main`)).not.toBe(ownerRole(platform));
        const role = platformRole(platform);
        const answer = await after.post("/call", { platform, function: "who" });
        expect(answer.body).toMatchObject({ rows: [{ who: `${role}/${role}` }] });
      } finally {
        await after.gateway.close();
        await after.parts.pools.close();
      }
    } finally {
      await before.remove();
    }
  });
});

describe("a gateway whose role has CREATEDB and CREATEROLE and no more", () => {
  it("makes, migrates, calls and drops databases that platforms own", async () => {
    const maintenance = await createTestDatabase();
    const user = `gateway_${String(Math.random()).slice(2, 10)}`;
    await maintenance.client.query(
      `create role ${user} login createdb createrole password 'sesame'`,
    );
    const place = { database: maintenance.name, user, password: "sesame" };
    const plain = await openTenantGateway({
      secretKey,
      servers: [{ ...serverOf(testServerUrl()), ...place }],
    });
    const platform = plain.parts.platform("plain");
    try {
      expect((await plain.form("/register", { platform }, library)).body).toMatchObject({
        status: "ready",
      });
      expect(await ownerOf(`${platform}_main`)).toBe(ownerRole(platform));
      const attack = { ...library, "migrations/1.sql": `set role ${user};` };
      expect((await plain.form("/migrate", { platform }, attack)).body).toMatchObject({
        sqlstate: "42501",
      });
      const more = { ...library, "tables/more.sql": "create table more (id int);" };
      expect((await plain.form("/migrate", { platform }, more)).body).toMatchObject({
        tables_created: 1,
      });
      const call = { platform, function: "author_name", params: [1] };
      expect((await plain.post("/call", call)).body).toMatchObject({
        rows: [{ author_name: "Ada" }],
      });
      const made = await plain.parts.registry.findDatabase(`${platform}_main`);
      if (made) await plain.parts.databases.drop(made);
      expect(await ownerOf(`${platform}_main`)).toBeUndefined();
    } finally {
      await plain.gateway.close();
      await plain.parts.pools.close();
      await maintenance.client.query(`drop database if exists ${platform}_main with (force)`);
      for (const role of [ownerRole(platform), platformRole(platform)])
        await maintenance.client.query(`drop role if exists ${role}`);
      await maintenance.client.query(`drop owned by ${user}; drop role ${user}`);
      await maintenance.drop();
    }
  });
});
