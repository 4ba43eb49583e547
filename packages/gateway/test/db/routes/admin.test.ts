import { createTestDatabase } from "@stopgap/local/testing";
import { afterAll, describe, expect, it } from "vitest";

import { createGateway } from "../../../src/create-gateway.js";
import { openTestParts, serverOf } from "../../fixtures/tenant-databases.js";

const adminToken = "an admin token for tests";
// The record is in a database of its own, instead of that of all tests.
const maintenance = await createTestDatabase();
const parts = await openTestParts({ adminToken, servers: [serverOf(maintenance.url)] });
const gateway = await createGateway({ settings: parts.settings, parts });
afterAll(async () => {
  await gateway.close();
  await parts.remove();
  await maintenance.drop();
});

interface AdminAnswer {
  readonly status: number;
  readonly text: string;
}

async function ask(
  method: "GET" | "POST",
  url: string,
  payload?: object,
  { token = adminToken, from = "127.0.0.1" }: { token?: string; from?: string } = {},
): Promise<AdminAnswer> {
  const response = await gateway.inject({
    method,
    url,
    headers: { authorization: `Bearer ${token}` },
    remoteAddress: from,
    ...(payload ? { payload } : {}),
  });
  return { status: response.statusCode, text: response.payload };
}

const audited = (platform: string): Promise<readonly Record<string, unknown>[]> =>
  parts.query(
    `select action, host(source_ip) as source_ip, request_path, request_body, response_status
       from _gateway_admin_audit_log where request_body like '%${platform}%' order by id`,
    maintenance.name,
  );

describe("the admin routes", () => {
  it("make an empty database of a tenant, once (GW-17)", async () => {
    const platform = parts.platform("made");
    const body = { platform, tenant_id: "North-1" };
    const made = await ask("POST", "/admin/create-tenant", body);
    expect([made.status, JSON.parse(made.text)]).toEqual([
      201,
      {
        status: "created",
        database: `${platform}_north_1`,
        message: "Database created. Run /register or /migrate to deploy schema.",
      },
    ]);
    const again = await ask("POST", "/admin/create-tenant", body);
    expect([again.status, JSON.parse(again.text)]).toEqual([
      409,
      {
        error: "database_already_exists",
        message: `Database '${platform}_north_1' already exists`,
        database: `${platform}_north_1`,
      },
    ]);
  });

  it("list the databases of a platform with their sizes, and no one else's (GW-17, GW-26)", async () => {
    const platform = parts.platform("sized");
    for (const tenant_id of ["b", "a"])
      await ask("POST", "/admin/create-tenant", { platform, tenant_id });
    await ask("POST", "/admin/create-tenant", {
      platform: parts.platform("sized_two"),
      tenant_id: "c",
    });
    await parts.databases.create(platform, { kind: "tenant", tenantId: null }, () =>
      Promise.resolve(),
    );
    const { status, text } = await ask("GET", `/admin/databases?platform=${platform}`);
    const size_mb: unknown = expect.any(Number);
    expect([status, JSON.parse(text)]).toEqual([
      200,
      {
        platform,
        databases: [
          { name: `${platform}_a`, type: "tenant", size_mb },
          { name: `${platform}_b`, type: "tenant", size_mb },
          { name: `${platform}_main`, type: "main", size_mb },
        ],
        count: 3,
      },
    ]);
    const { databases } = JSON.parse(text) as {
      readonly databases: readonly { size_mb: number }[];
    };
    expect(databases.every((each) => each.size_mb > 1)).toBe(true);
  });

  it("ask for a platform (GW-17)", async () => {
    const { status, text } = await ask("GET", "/admin/databases");
    expect([status, JSON.parse(text)]).toEqual([
      400,
      { error: "invalid_request", message: "Missing required field: platform" },
    ]);
  });

  it("list the platforms by name (GW-17)", async () => {
    const platform = parts.platform("listed");
    await ask("POST", "/admin/create-tenant", { platform, tenant_id: "one" });
    const { status, text } = await ask("GET", "/admin/platforms");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      platforms: expect.arrayContaining([{ name: platform, schemas: 0, databases: 1 }]) as unknown,
    });
  });

  it.each([
    ["without the token", { token: "" }, 401],
    ["with a wrong token", { token: "an admin token for toast" }, 401],
    ["from a network that is none of theirs", { from: "10.0.0.1" }, 403],
  ])("refuse %s, and make nothing (GW-17)", async (_what, changes, status) => {
    const platform = parts.platform("refused");
    const answer = await ask(
      "POST",
      "/admin/create-tenant",
      { platform, tenant_id: "one" },
      changes,
    );
    expect(answer).toEqual({ status, text: "" });
    expect(await parts.registry.findPlatform(platform)).toBeNull();
    for (const url of [`/admin/databases?platform=${platform}`, "/admin/platforms"])
      expect(await ask("GET", url, undefined, changes)).toEqual({ status, text: "" });
  });

  it("are not there without a token to compare with (GW-17)", async () => {
    const without = await createGateway({
      settings: { ...parts.settings, adminToken: null },
      parts,
    });
    for (const url of ["/admin/platforms", "/admin/databases?platform=any"]) {
      const headers = { authorization: "Bearer " };
      const response = await without.inject({ method: "GET", url, headers });
      expect([response.statusCode, response.payload]).toEqual([503, ""]);
    }
    await without.close();
  });
});

describe("the record of admin actions", () => {
  it("has what was done, from where and how it went (GW-17)", async () => {
    const platform = parts.platform("audited");
    const body = { platform, tenant_id: "one" };
    await ask("POST", "/admin/create-tenant", body);
    await ask("POST", "/admin/create-tenant", body);
    await ask("GET", `/admin/databases?platform=${platform}`);
    const created = {
      action: "create_tenant",
      source_ip: "127.0.0.1",
      request_path: "/admin/create-tenant",
      request_body: JSON.stringify(body),
    };
    expect(await audited(platform)).toEqual([
      { ...created, response_status: 201 },
      { ...created, response_status: 409 },
      {
        action: "list_databases",
        source_ip: "127.0.0.1",
        request_path: "/admin/databases",
        request_body: JSON.stringify({ platform }),
        response_status: 200,
      },
    ]);
  });

  it("has no secret that was sent by mistake (GW-17)", async () => {
    const platform = parts.platform("mistaken");
    await ask("POST", "/admin/create-tenant", {
      platform,
      tenant_id: "one",
      db_password: "sesame",
    });
    expect(await audited(platform)).toMatchObject([
      {
        request_body: JSON.stringify({ platform, tenant_id: "one", db_password: "[hidden]" }),
        response_status: 422,
      },
    ]);
  });

  it("may be read by nobody but its owner", async () => {
    const [row] = await parts.query(
      "select count(*)::int as grants from information_schema.role_table_grants where table_name = '_gateway_admin_audit_log' and grantee = 'PUBLIC'",
      maintenance.name,
    );
    expect(row).toEqual({ grants: 0 });
  });
});
