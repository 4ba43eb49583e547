import { createHash } from "node:crypto";

import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";

import { createGateway } from "../../../src/create-gateway.js";
import { archiveOf } from "../../fixtures/archive.js";
import { formRequest } from "../../fixtures/form.js";
import { openTestParts } from "../../fixtures/tenant-databases.js";

const parts = await openTestParts({ secretKey: "a key for tests only" });
const { registry, databases, settings } = parts;
const gateway = await createGateway({ settings, parts });
const logins = new Set<string>();
afterAll(async () => {
  await gateway.close();
  await parts.remove();
  for (const login of logins)
    await parts.query(`drop role if exists ${pg.escapeIdentifier(login)}`);
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: "GET" | "POST",
  url: string,
  options: {
    readonly payload?: object;
    readonly headers?: Record<string, string>;
  } = {},
): Promise<Answer> {
  const response = await gateway.inject({ method, url, ...options });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

const register = (payload: object, headers: Record<string, string> = {}): Promise<Answer> =>
  ask("POST", "/platform/register", { payload, headers });

async function upload(
  platform: string,
  fields: Readonly<Record<string, string>>,
  files: Readonly<Record<string, Uint8Array>>,
): Promise<Answer> {
  return ask("POST", `/platform/${platform}/schema`, await formRequest(fields, files));
}

const nothing = (): Promise<void> => Promise.resolve();

describe("POST /platform/register", () => {
  it("registers a platform that is called with the gateway's own login (GW-18)", async () => {
    const platform = parts.platform("plain");
    expect(await register({ platform })).toEqual({
      status: 201,
      body: {
        status: "registered",
        platform,
        message:
          "Platform registered using default gateway credentials. For better security, provide db_user and db_password.",
        has_dedicated_credentials: false,
      },
    });
  });

  it("refuses a platform that is registered already (GW-18)", async () => {
    const platform = parts.platform("again");
    await register({ platform });
    expect(await register({ platform })).toEqual({
      status: 409,
      body: {
        error: "platform_already_registered",
        message: `Platform '${platform}' is already registered`,
      },
    });
  });

  it.each(["", "a-b", "a b", "../up", "a/b"])("refuses the name %j (GW-18)", async (platform) => {
    const { status, body } = await register({ platform });
    expect([status, body["error"]]).toEqual([400, "invalid_request"]);
    expect(body["message"]).toBe(
      `Invalid platform name: ${platform}. Must be alphanumeric with underscores.`,
    );
  });

  it("names the field that is missing, and the one that it does not know (GW-18)", async () => {
    expect(await register({})).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: platform" },
    });
    expect(await register({ platform: parts.platform("unknown"), user: "x" })).toMatchObject({
      status: 422,
      body: { error: "unprocessable", message: "Unknown field: user" },
    });
  });

  it("makes the login that is missing, and calls are made with it alone (GW-18)", async () => {
    const platform = parts.platform("login");
    const db_user = `${platform}_user`;
    logins.add(db_user);
    expect(await register({ platform, db_user, db_password: "sesame open" })).toEqual({
      status: 201,
      body: {
        status: "registered",
        platform,
        message:
          "Platform registered with dedicated PostgreSQL credentials. Database isolation enabled.",
        has_dedicated_credentials: true,
      },
    });
    const { database } = await databases.create(
      platform,
      { kind: "tenant", tenantId: null },
      (made) =>
        parts.pools.withConnection(made, { purpose: "deploy" }, (client) =>
          client.query("create table note (body text)"),
        ),
    );
    const rows = await parts.pools.withConnection(database, { purpose: "call" }, async (client) => {
      await client.query("insert into note values ('x')");
      const { rows } = await client.query<{ login: string }>(
        "select session_user::text as login from note",
      );
      return rows.map(({ login }) => login);
    });
    expect(rows).toEqual([db_user]);
    const [role] = await parts.query(
      `select rolpassword from pg_authid where rolname = '${db_user}'`,
    );
    expect(role?.["rolpassword"]).toMatch(/^SCRAM-SHA-256\$/);
    // A connection of the pool would keep the role from being dropped.
    await databases.drop(database);
  });

  it("takes one of the pair for none, and refuses empty ones (GW-18)", async () => {
    const platform = parts.platform("half");
    expect(await register({ platform, db_user: "", db_password: "" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "db_user and db_password must not be empty" },
    });
    expect(await register({ platform, db_user: "half" })).toMatchObject({
      status: 201,
      body: { has_dedicated_credentials: false },
    });
  });

  it.each([
    ["the gateway's own", () => settings.servers[0]?.user ?? ""],
    ["a group of the server", () => "pg_read_all_data"],
  ])("refuses a login that is %s, and leaves no platform (GW-26)", async (_what, user) => {
    const platform = parts.platform("greedy");
    const { status, body } = await register({
      platform,
      db_user: user(),
      db_password: "anything",
    });
    expect([status, body["error"]]).toEqual([400, "invalid_request"]);
    expect(body["message"]).toContain("cannot be used");
    expect(await registry.findPlatform(platform)).toBeNull();
  });

  it("refuses a login that another platform has (GW-26)", async () => {
    const first = parts.platform("first");
    const second = parts.platform("second");
    const db_user = `${first}_user`;
    logins.add(db_user);
    await register({ platform: first, db_user, db_password: "one" });
    const refused = await register({ platform: second, db_user, db_password: "one" });
    expect(refused).toMatchObject({ status: 400, body: { error: "invalid_request" } });
    expect(await registry.findPlatform(second)).toBeNull();
  });

  it("does not give a platform's role to the login of one whose name would meet its own (GW-26)", async () => {
    const platform = parts.platform("meet");
    const db_user = `${platform}_thief`;
    logins.add(db_user);
    await register({ platform });
    expect(
      await register({ platform: `_${platform}_`, db_user, db_password: "one" }),
    ).toMatchObject({ status: 409, body: { error: "conflict" } });
    expect(await parts.query(`select from pg_roles where rolname = '${db_user}'`)).toEqual([]);
  });

  it("answers with a token when it is asked to, which every request needs from then on", async () => {
    const platform = parts.platform("token");
    const { status, body } = await register({ platform, token: true });
    expect(status).toBe(201);
    const token = String(body["token"]);
    expect(token).toMatch(/^sgp_[\w-]{43}$/);
    expect((await registry.findPlatform(platform))?.tokenHash).toBe(
      createHash("sha256").update(token).digest("hex"),
    );
    const url = `/platform/${platform}/schemas`;
    expect(await ask("GET", url)).toMatchObject({ status: 401 });
    expect(await ask("GET", url, { headers: { authorization: `Bearer ${token}` } })).toMatchObject({
      status: 200,
    });
  });

  it("gives a new token in place of the old one to whom has the old one", async () => {
    const platform = parts.platform("rotate");
    const first = String((await register({ platform, token: true })).body["token"]);
    expect(await register({ platform, rotate: true })).toMatchObject({ status: 401 });
    const { status, body } = await register(
      { platform, rotate: true },
      { authorization: `Bearer ${first}` },
    );
    expect([status, body["status"]]).toEqual([200, "rotated"]);
    const url = `/platform/${platform}/schemas`;
    const withToken = (token: string): Promise<Answer> =>
      ask("GET", url, { headers: { authorization: `Bearer ${token}` } });
    expect(await withToken(first)).toMatchObject({ status: 401 });
    expect(await withToken(String(body["token"]))).toMatchObject({ status: 200 });
  });
});

describe("POST /platform/{platform}/schema", () => {
  const files = { "postgresql/tables/note.sql": "create table note (id int primary key);" };

  it("keeps an archive, and tells what is in it (GW-19)", async () => {
    const platform = parts.platform("upload");
    await register({ platform });
    const archive = await archiveOf({
      ...files,
      "postgresql/seeders/note.sql": "insert into note values (1);",
    });
    expect(await upload(platform, { schema_name: "shop" }, { schema: archive })).toEqual({
      status: 201,
      body: {
        status: "registered",
        platform,
        schema_name: "shop",
        has_tables: true,
        has_functions: false,
        has_migrations: false,
        checksum: createHash("sha256").update(archive).digest("hex"),
      },
    });
    expect(await ask("GET", `/platform/${platform}/schemas`)).toEqual({
      status: 200,
      body: {
        platform,
        schemas: [
          {
            name: "shop",
            has_tables: true,
            has_functions: false,
            has_migrations: false,
            has_seeders: true,
          },
        ],
        count: 1,
      },
    });
  });

  it("takes name and file for schema_name and schema (GW-19)", async () => {
    const platform = parts.platform("alias");
    await register({ platform });
    const archive = await archiveOf(files);
    expect(await upload(platform, { name: "shop" }, { file: archive })).toMatchObject({
      status: 201,
      body: { schema_name: "shop" },
    });
  });

  it("replaces what was there, and keeps it as a version (GW-19)", async () => {
    const platform = parts.platform("replace");
    await register({ platform });
    const first = await archiveOf(files);
    const second = await archiveOf({
      ...files,
      "postgresql/functions/f.sql": "create function f() returns int return 1;",
    });
    await upload(platform, { schema_name: "shop" }, { schema: first });
    await upload(platform, { schema_name: "shop" }, { schema: second });
    const last = await registry.findSchema(platform, "shop");
    expect(last).toMatchObject({ version: 2, hasFunctions: true });
    const kept = await registry.findSchema(platform, "shop", 1);
    expect(kept).toMatchObject({ version: 1, hasFunctions: false });
    expect(kept && Buffer.from(await registry.readArchive(kept)).equals(Buffer.from(first))).toBe(
      true,
    );
  });

  it.each([
    ["no archive", () => Promise.resolve(Buffer.from("this is none"))],
    ["one that leads out of its folder", () => archiveOf({ "../postgresql/tables/a.sql": "x" })],
    ["SQL that PostgreSQL cannot read", () => archiveOf({ "postgresql/tables/a.sql": "create" })],
  ])("keeps what was there when %s comes (GW-19)", async (_what, broken) => {
    const platform = parts.platform("keep");
    await register({ platform });
    await upload(platform, { schema_name: "shop" }, { schema: await archiveOf(files) });
    const before = await registry.findSchema(platform, "shop");
    expect(before).not.toBeNull();
    expect(
      await upload(platform, { schema_name: "shop" }, { schema: await broken() }),
    ).toMatchObject({ status: 400, body: { error: "schema_extraction_failed" } });
    expect(await registry.findSchema(platform, "shop")).toEqual(before);
  });

  it("says what is wrong with a request (GW-19)", async () => {
    const platform = parts.platform("wrong");
    const archive = await archiveOf(files);
    const messageOf = async (
      fields: Readonly<Record<string, string>>,
      sent: Readonly<Record<string, Uint8Array>>,
    ): Promise<unknown> => {
      const { status, body } = await upload(platform, fields, sent);
      expect([status, body["error"]]).toEqual([400, "invalid_request"]);
      return body["message"];
    };
    expect(await messageOf({ schema_name: "shop" }, { schema: archive })).toBe(
      `Platform '${platform}' is not registered. Register it first.`,
    );
    await register({ platform });
    expect(await messageOf({}, { schema: archive })).toBe("Missing required field: schema_name");
    expect(await messageOf({ schema_name: "shop" }, {})).toBe(
      "Missing required field: schema (tar.gz file)",
    );
    expect(await messageOf({ schema_name: "a-b" }, { schema: archive })).toBe(
      "Invalid schema name: a-b. Must be alphanumeric with underscores.",
    );
  });
});

describe("GET /platform/{platform}/schemas", () => {
  it("refuses a platform that is not registered (GW-18)", async () => {
    const platform = parts.platform("nobody");
    expect(await ask("GET", `/platform/${platform}/schemas`)).toEqual({
      status: 400,
      body: { error: "invalid_request", message: `Platform '${platform}' is not registered` },
    });
  });
});

describe("GET /platform/{platform}/databases", () => {
  it("lists them by name, with what they were asked for by (GW-20)", async () => {
    const platform = parts.platform("list");
    const start = Date.now();
    await register({ platform });
    for (const [schemaName, databaseId] of [
      ["tenant_db", "store_001"],
      ["other", "store_001"],
    ] as const)
      await databases.create(platform, { kind: "schema", schemaName, databaseId }, nothing);
    await databases.create(platform, { kind: "tenant", tenantId: "T-1" }, nothing);
    const { status, body } = await ask("GET", `/platform/${platform}/databases`);
    const created_at: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const one = {
      id: "store_001",
      database_name: `${platform}_other_store_001`,
      schema_name: "other",
      created_at,
    };
    const two = { id: "T-1", database_name: `${platform}_t_1`, schema_name: null, created_at };
    const three = {
      id: "store_001",
      database_name: `${platform}_tenant_db_store_001`,
      schema_name: "tenant_db",
      created_at,
    };
    expect([status, body]).toEqual([200, { platform, databases: [one, two, three], count: 3 }]);
    for (const listed of body["databases"] as readonly { readonly created_at: string }[])
      expect(Date.parse(listed.created_at)).toBeGreaterThanOrEqual(start);
    expect((await ask("GET", `/platform/${platform}/databases?schema=tenant_db`)).body).toEqual({
      platform,
      databases: [three],
      count: 1,
    });
  });

  it("lists nobody else's, whatever the names are (GW-26)", async () => {
    const platform = parts.platform("pre");
    const longer = `${platform}_fix`;
    await register({ platform });
    await register({ platform: longer });
    await databases.create(longer, { kind: "tenant", tenantId: "one" }, nothing);
    expect((await ask("GET", `/platform/${platform}/databases`)).body).toEqual({
      platform,
      databases: [],
      count: 0,
    });
  });
});

describe("GET /platforms", () => {
  it("lists all platforms by name with what they have (GW-18)", async () => {
    const platform = parts.platform("counted");
    await register({ platform });
    await databases.create(platform, { kind: "tenant", tenantId: null }, nothing);
    const { status, body } = await ask("GET", "/platforms");
    expect(status).toBe(200);
    const listed = body["platforms"] as readonly { readonly name: string }[];
    expect(body["count"]).toBe(listed.length);
    expect(listed).toContainEqual({ name: platform, schemas: 0, databases: 1 });
    const names = listed.map(({ name }) => name);
    expect(names).toEqual([...names].sort());
  });
});
