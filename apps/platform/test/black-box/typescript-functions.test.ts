import { createClient, defineApi, type Query } from "@stopgap/client";
import { beforeAll, describe, expect, it } from "vitest";

import type { Answer } from "../gateway-under-test.js";
import { newPlatform } from "../platforms.js";
import { archiveOf, exampleFiles } from "../schema-archive.js";
import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

interface Api {
  readonly customers: { readonly names: { readonly list: Query<Record<string, never>, string[]> } };
}

const api = defineApi<Api>({
  contractHash: "sha256:of-a-test",
  functions: { "customers.names.list": { kind: "query", idempotent: true } },
});

describe("functions in TypeScript", () => {
  const platform = newPlatform();
  const tenant = { platform, tenant_id: "garage" };
  let files: Record<string, string>;

  const upload = async (changed: Readonly<Record<string, string>> = {}): Promise<Answer> =>
    gateway().postForm(`/platform/${platform}/schema`, {
      schema_name: "garage",
      schema: await archiveOf({ ...files, ...changed }),
    });
  const call = (path: string, args: unknown, more: object = {}): Promise<Answer> =>
    gateway().post("/call", { ...tenant, path, args, ...more });

  beforeAll(async () => {
    files = await exampleFiles();
    await gateway().post("/platform/register", { platform });
    await upload();
    const created = await gateway().post("/database/create", {
      platform,
      schema_name: "garage",
      database_id: "garage",
    });
    expect(created).toMatchObject({ status: 201 });
    for (const name of ["Zoe", "Anna"]) {
      await gateway().post("/call", { ...tenant, function: "add_customer", params: { name } });
    }
  }, 120_000);

  it("are deployed with the rest of the schema, and called by their paths", async () => {
    expect(await call("api.customers.names.list", {})).toMatchObject({
      status: 200,
      body: { result: ["Anna", "Zoe"] },
    });
  });

  it("are called by a typed client as over a connection", async () => {
    const client = createClient(api, {
      gateway: { url: gateway().url, platform, tenantId: "garage" },
    });
    expect(await client.api.customers.names.list({})).toEqual(["Anna", "Zoe"]);
  });

  it("refuse arguments that are none of theirs, and say which", async () => {
    const answer = await call("api.orders.get", { id: "one" });
    expect(answer).toMatchObject({ status: 422, body: { error: "unprocessable" } });
    expect(answer.body["cause"]).toContain("$.id");
  });

  it("have versions of their own: deployed, called, taken back", async () => {
    const descending = "export const byName = (a: string, b: string): number => (a < b ? 1 : -1);";
    await upload({ "functions/_sorting.ts": descending });
    const before = await gateway().get(
      `/platform/${platform}/status?schema_name=garage&database_id=garage`,
    );
    expect(before).toMatchObject({ status: 200 });
    const deployed = await gateway().post(`/platform/${platform}/deploy`, {
      schema_name: "garage",
      database_id: "garage",
      label: "descending",
    });
    expect(deployed).toMatchObject({ status: 200 });
    expect(await call("api.customers.names.list", {})).toMatchObject({
      body: { result: ["Zoe", "Anna"] },
    });
    expect(
      await gateway().post(`/platform/${platform}/rollback`, {
        schema_name: "garage",
        database_id: "garage",
      }),
    ).toMatchObject({ status: 200 });
    expect(await call("api.customers.names.list", {})).toMatchObject({
      body: { result: ["Anna", "Zoe"] },
    });
  });
});
