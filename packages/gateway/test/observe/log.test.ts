import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Type } from "typebox";
import { afterEach, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { GatewayError } from "../../src/errors/gateway-error.js";
import type { GatewaySettings } from "../../src/settings/gateway-settings.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const callRoute: Route = (app) => {
  app.post(
    "/mine",
    {
      schema: {
        body: Type.Object(
          { platform: Type.String(), db_password: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => {
      const { platform } = request.body;
      await request.requirePlatform(platform, "acme");
      request.subject = { platform, tenant: "acme", function: "api.users.get", version: 7 };
      return {};
    },
  );
  app.get("/refused", () => {
    const cause = Object.assign(new Error("duplicate key"), {
      code: "23505",
      detail: "Key (email)=(s3cret@example.org) already exists.",
      where: "s3cret",
      parameters: ["s3cret"],
    });
    const fields = { sqlstate: "23505", detail: cause.detail, reason: cause.message };
    throw new GatewayError("query_failed", "Query for function 'f' failed", fields, { cause });
  });
};

let gateway: Gateway;
let folder: string | undefined;
afterEach(async () => {
  await gateway.close();
  if (folder !== undefined) await rm(folder, { recursive: true });
  folder = undefined;
});

type Line = Readonly<Record<string, unknown>>;

async function open(given: Partial<GatewaySettings> = {}): Promise<() => readonly Line[]> {
  const written: string[] = [];
  gateway = await createGateway({
    settings: testSettings({ logLevel: "trace", ...given }),
    parts: testParts(),
    routes: [callRoute],
    logTo: { write: (line) => written.push(line) },
  });
  return () => written.map((line) => JSON.parse(line) as Line);
}

describe("the log", () => {
  it("has a line for each request: its id, and what it was about", async () => {
    const lines = await open();
    await gateway.inject({
      method: "POST",
      url: "/mine?q=1",
      headers: { "x-request-id": "r-1" },
      payload: { platform: "shop" },
    });
    expect(lines()).toEqual([
      {
        level: "info",
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as unknown,
        request_id: "r-1",
        method: "POST",
        route: "/mine",
        status: 200,
        duration_ms: expect.any(Number) as unknown,
        platform: "shop",
        tenant: "acme",
        function: "api.users.get",
        version: 7,
        msg: "request",
      },
    ]);
  });

  it("has one too for what no route answers", async () => {
    const lines = await open();
    const { headers } = await gateway.inject("/nowhere");
    expect(lines()).toMatchObject([
      { request_id: headers["x-request-id"], route: "unknown", status: 404, msg: "request" },
    ]);
  });

  it("tells of failures of the gateway, under the request's id, and never a value that PostgreSQL names", async () => {
    const lines = await open();
    const answer = await gateway.inject({ url: "/refused", headers: { "x-request-id": "r-2" } });
    expect(answer.json()).toMatchObject({ detail: expect.stringContaining("s3cret") as unknown });
    expect(lines()).toMatchObject([
      {
        level: "error",
        request_id: "r-2",
        msg: "Query for function 'f' failed",
        err: {
          type: "GatewayError",
          code: "query_failed",
          sqlstate: "23505",
          stack: expect.stringContaining("log.test.ts") as unknown,
          cause: { message: "duplicate key", code: "23505" },
        },
      },
      { level: "info", request_id: "r-2", status: 500 },
    ]);
    expect(JSON.stringify(lines())).not.toContain("s3cret");
  });

  it("never has a secret of a request or of the settings", async () => {
    const lines = await open({
      adminToken: "s3cret",
      secretKey: "s3cret-s3cret-s3cret-s3cret-s3cret",
      servers: testSettings().servers.map((server) => ({ ...server, password: "s3cret" })),
    });
    const headers = { authorization: "Bearer s3cret", cookie: "s3cret" };
    const payloads = [
      { platform: "shop", db_password: "s3cret" },
      { platform: "shop", db_password: ["s3cret"] },
      { platform: "shop", password: "s3cret" },
      '{"db_password":"s3cret"',
    ];
    for (const payload of payloads) {
      await gateway.inject({
        method: "POST",
        url: "/mine?token=s3cret",
        headers: { ...headers, "content-type": "application/json" },
        payload,
      });
    }
    await gateway.inject({ url: "/nowhere?token=s3cret", headers });
    await gateway.inject({ url: "/ready", headers });
    await gateway.listen();
    expect(lines().length).toBeGreaterThan(6);
    expect(JSON.stringify(lines())).not.toContain("s3cret");
  });

  it("leaves out what is below its level", async () => {
    const lines = await open({ logLevel: "warn" });
    await gateway.inject("/version");
    expect(lines()).toEqual([]);
  });

  it("goes to a file of the day in its folder too", async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-log-"));
    const lines = await open({ logDir: join(folder, "logs") });
    await gateway.inject("/version");
    await gateway.close();
    const files = await readdir(join(folder, "logs"));
    expect(files).toEqual([expect.stringMatching(/^stopgap-gateway\.\d{4}-\d\d-\d\d\.1\.log$/)]);
    const written = await readFile(join(folder, "logs", files[0] ?? ""), "utf8");
    expect(
      written
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as Line),
    ).toEqual(lines());
    expect(lines().map(({ msg }) => msg)).toEqual(["request", "stopping", "stopped"]);
  });

  it("must be writable, or the start fails and says what to do", async () => {
    folder = await mkdtemp(join(tmpdir(), "gateway-log-"));
    const logDir = join(folder, "file");
    await writeFile(logDir, "");
    const error: unknown = await createGateway({
      settings: testSettings({ logDir }),
      parts: testParts(),
    }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      name: "GatewayError",
      code: "invalid_settings",
      message: expect.stringMatching(
        /^LOG_DIR '.+' cannot be written \(EEXIST\); name a folder that can, or write LOG_DIR=none/,
      ) as unknown,
    });
    await open();
  });
});

describe("a request's id", () => {
  it.each(["r-1", "0b1c:2.3/4+5=", "a".repeat(128)])("is that of x-request-id: %s", async (id) => {
    await open();
    const { headers } = await gateway.inject({ url: "/version", headers: { "x-request-id": id } });
    expect(headers["x-request-id"]).toBe(id);
  });

  it.each(["", "a b", 'a"b', "a".repeat(129), "ä"])(
    "is a new one where x-request-id is nothing for logs: %s",
    async (id) => {
      await open();
      const { headers } = await gateway.inject({
        url: "/version",
        headers: { "x-request-id": id },
      });
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );
});
