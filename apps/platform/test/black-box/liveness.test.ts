import { describe, expect, it } from "vitest";

import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

describe("a gateway that runs", () => {
  it("is healthy, and says so with all its fields (GW-16)", async () => {
    const { status, body } = await gateway().get("/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "healthy",
      version: expect.any(String) as string,
      postgres_connected: true,
      active_pools: expect.any(Number) as number,
      total_connections: expect.any(Number) as number,
      uptime_seconds: expect.any(Number) as number,
    });
  });

  it("is alive and ready", async () => {
    expect(await gateway().get("/live")).toMatchObject({ status: 200 });
    expect(await gateway().get("/ready")).toMatchObject({ status: 200 });
  });

  it("tells its version", async () => {
    const [version, health] = [await gateway().get("/version"), await gateway().get("/health")];
    expect(version.body["version"]).toBe(health.body["version"]);
  });

  it("describes itself as OpenAPI 3.1, with every route of both versions", async () => {
    const { status, body } = await gateway().get("/openapi.json");
    expect(status).toBe(200);
    expect(body["openapi"]).toMatch(/^3\.1\./);
    expect(Object.keys(Object(body["paths"]) as object)).toEqual(
      expect.arrayContaining([
        "/register",
        "/migrate",
        "/call",
        "/health",
        "/platform/register",
        "/platform/{platform}/schema",
        "/platform/{platform}/schemas",
        "/platform/{platform}/databases",
        "/platform/{platform}/deploy",
        "/platform/{platform}/rollback",
        "/platform/{platform}/status",
        "/platforms",
        "/admin/platforms",
        "/admin/databases",
        "/admin/create-tenant",
        "/database/create",
        "/v2/migrate",
        "/fleet/migrate",
      ]),
    );
  });

  it("counts what it does for Prometheus", async () => {
    await gateway().get("/live");
    const { status, text } = await gateway().get("/metrics");
    expect(status).toBe(200);
    expect(text).toMatch(/^# TYPE stopgap_\w+ histogram$/m);
  });

  it("gives each answer the id of its request, the caller's where there is one", async () => {
    const own = await gateway().get("/live", { "x-request-id": "of-the-caller-1" });
    expect(own.headers.get("x-request-id")).toBe("of-the-caller-1");
    expect((await gateway().get("/live")).headers.get("x-request-id")).toMatch(/./);
  });
});
