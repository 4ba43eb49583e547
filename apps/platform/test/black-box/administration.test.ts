import { beforeAll, describe, expect, it } from "vitest";

import { newPlatform } from "../platforms.js";
import { archiveOf } from "../schema-archive.js";
import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

describe("the administrator", () => {
  const platform = newPlatform();

  beforeAll(async () => {
    await gateway().post("/platform/register", { platform });
  });

  it("must be one (GW-17)", async () => {
    for (const headers of [{}, { authorization: "Bearer wrong" }]) {
      expect(await gateway().get("/admin/platforms", headers)).toMatchObject({
        status: 401,
        text: "",
      });
    }
  });

  it("makes empty databases, which a migration fills (GW-17)", async () => {
    const tenant = { platform, tenant_id: "one" };
    expect(await gateway().postAsAdmin("/admin/create-tenant", tenant)).toMatchObject({
      status: 201,
      body: {
        status: "created",
        database: `${platform}_one`,
        message: "Database created. Run /register or /migrate to deploy schema.",
      },
    });
    expect(await gateway().postAsAdmin("/admin/create-tenant", tenant)).toMatchObject({
      status: 409,
      body: { error: "database_already_exists" },
    });
    const schema = await archiveOf({ "tables/a.sql": "create table a (id int primary key)" });
    expect(await gateway().postForm("/migrate", { ...tenant, schema })).toMatchObject({
      status: 200,
      body: { status: "completed", databases_updated: [`${platform}_one`] },
    });
  });

  it("sees what there is (GW-17, GW-18)", async () => {
    const { body } = await gateway().getAsAdmin(`/admin/databases?platform=${platform}`);
    expect(body).toEqual({
      platform,
      databases: [
        { name: `${platform}_one`, type: "tenant", size_mb: expect.any(Number) as number },
      ],
      count: 1,
    });
    for (const answer of [
      await gateway().getAsAdmin("/admin/platforms"),
      await gateway().get("/platforms"),
    ]) {
      expect(answer.status).toBe(200);
      expect(answer.body["platforms"]).toContainEqual({ name: platform, schemas: 0, databases: 1 });
    }
  });
});
