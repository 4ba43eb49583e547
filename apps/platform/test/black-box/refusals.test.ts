import { describe, expect, it } from "vitest";

import { newPlatform } from "../platforms.js";
import { archiveOf } from "../schema-archive.js";
import { testedGateway } from "./tested-gateway.js";

const gateway = testedGateway();

describe("a request that cannot be served", () => {
  it("is told which field of a form is missing (GW-03)", async () => {
    const schema = await archiveOf({ "tables/a.sql": "create table a (id int primary key)" });
    expect(await gateway().postForm("/register", { schema })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: platform" },
    });
    expect(await gateway().postForm("/register", { platform: newPlatform() })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: schema" },
    });
  });

  it("is told that an archive is none (GW-03)", async () => {
    const schema = new TextEncoder().encode("this is no archive");
    const answer = await gateway().postForm("/register", { platform: newPlatform(), schema });
    expect(answer).toMatchObject({ status: 400, body: { error: "schema_extraction_failed" } });
    expect(answer.body["message"]).toBe("Failed to extract schema from uploaded archive");
  });

  it("is told which tables wait for each other (GW-07)", async () => {
    const schema = await archiveOf({
      "tables/a.sql": "create table a (id int primary key, b int references b)",
      "tables/b.sql": "create table b (id int primary key, a int references a)",
    });
    const answer = await gateway().postForm("/register", { platform: newPlatform(), schema });
    expect(answer).toMatchObject({ status: 400, body: { error: "schema_extraction_failed" } });
    expect(answer.body["cause"]).toContain(
      "Circular dependency detected in table definitions: a, b",
    );
  });

  it("is told which extension the server does not have (GW-05)", async () => {
    const platform = newPlatform();
    const schema = await archiveOf({ "extensions/no_such_extension.sql": "" });
    expect(await gateway().postForm("/register", { platform, schema })).toMatchObject({
      status: 400,
      body: {
        error: "extension_not_available",
        message: "PostgreSQL extension 'no_such_extension' is not available on this server",
      },
    });
    // GW-02: nothing is left of it.
    expect(await gateway().post("/call", { platform, function: "now", params: [] })).toMatchObject({
      status: 404,
      body: { error: "database_not_found" },
    });
  });

  it("is told what a body lacks, and what it has too much of", async () => {
    expect(await gateway().post("/call", { function: "f" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: platform" },
    });
    const answer = await gateway().post("/database/create", {
      platform: newPlatform(),
      schema_name: "s",
      database_id: "a",
      tenant: "b",
    });
    expect(answer).toMatchObject({ status: 422, body: { error: "unprocessable" } });
    expect(answer.body["message"]).toContain("tenant");
  });

  it.each([
    ["JSON that ends too early", "/call", '{"platform": ', 400],
    ["a route that there is none of", "/calls", "{}", 404],
  ])("is answered as JSON for %s", async (_what, path, body, status) => {
    const answer = await gateway().post(path, body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({
      error: expect.any(String) as string,
      message: expect.any(String) as string,
    });
  });

  it("is told which methods a route knows", async () => {
    const answer = await gateway().get("/call");
    expect(answer).toMatchObject({ status: 405, body: { error: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toContain("POST");
  });
});
