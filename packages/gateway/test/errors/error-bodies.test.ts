import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const orders: Route = (app) => {
  app.post(
    "/orders/:id",
    {
      schema: {
        body: Type.Object(
          {
            name: Type.String(),
            count: Type.Optional(Type.Integer()),
            state: Type.Optional(Type.Enum(["open", "paid"])),
            lines: Type.Optional(
              Type.Array(Type.Object({ price: Type.Number() }, { additionalProperties: false })),
            ),
          },
          { additionalProperties: false },
        ),
      },
    },
    ({ body }) => body,
  );
  app.get("/broken", () => {
    throw new Error("connect to postgresql://ada:s3cret@db failed");
  });
  app.get("/thrown", () => {
    const cause = { detail: "s3cret" };
    throw Object.assign(new Error("s3cret"), { statusCode: 700, cause });
  });
};

let gateway: Gateway;
beforeAll(async () => {
  gateway = await createGateway({
    settings: testSettings({ limits: { ...testSettings().limits, bodyBytes: 200 } }),
    parts: testParts(),
    routes: [orders],
  });
});
afterAll(() => gateway.close());

const json = { "content-type": "application/json" };

async function post(payload: string, headers: Record<string, string> = json) {
  const answer = await gateway.inject({ method: "POST", url: "/orders/1", headers, payload });
  expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
  return { status: answer.statusCode, body: answer.json<unknown>() };
}

describe("a request that is not as it should be is answered with the error body", () => {
  it("GW-03 where a field is missing", async () => {
    expect(await post("{}")).toEqual({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: name" },
    });
    expect(await post('{"name":"a","lines":[{}]}')).toEqual({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: lines.0.price" },
    });
  });

  it("where a field is not known", async () => {
    expect(await post('{"name":"a","tenant":"s3cret"}')).toEqual({
      status: 422,
      body: { error: "unprocessable", message: "Unknown field: tenant" },
    });
  });

  it.each([
    ['{"name":"a","count":"7"}', "Field 'count' must be integer"],
    ['{"name":7}', "Field 'name' must be string"],
    ['{"name":null}', "Field 'name' must be string"],
    [
      '{"name":"a","state":"s3cret"}',
      "Field 'state' must be equal to one of the allowed values: open, paid",
    ],
    ['{"name":"a","lines":[{"price":"1"}]}', "Field 'lines.0.price' must be number"],
  ])("where a value is of another type, and converts nothing: %s", async (payload, message) => {
    expect(await post(payload)).toEqual({
      status: 422,
      body: { error: "unprocessable", message },
    });
  });

  it.each(["[]", "7", "null", '"s3cret"'])("where the body is no object: %s", async (payload) => {
    expect(await post(payload)).toEqual({
      status: 400,
      body: { error: "invalid_request", message: "The body must be object" },
    });
  });

  it.each(['{"name":"s3cret"', "{s3cret}", '{"name":"s3cret\u0000"}', '{"__proto__":{"a":1}}'])(
    "where the body is no JSON, without repeating it: %j",
    async (payload) => {
      expect(await post(payload)).toEqual({
        status: 400,
        body: { error: "invalid_request", message: "The body is not valid JSON" },
      });
    },
  );

  it("where there is no body", async () => {
    expect(await post("")).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "The body is empty; send a JSON object" },
    });
    const answer = await gateway.inject({ method: "POST", url: "/orders/1" });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ error: "invalid_request", message: "The body must be object" });
  });

  it.each(["text/plain", "application/xml", "nonsense", "application/x-www-form-urlencoded"])(
    "where the body is of type %s",
    async (type) => {
      expect(await post('{"name":"a"}', { "content-type": type })).toMatchObject({
        status: 415,
        body: { error: "unsupported_media_type" },
      });
    },
  );

  it("where the body is too large", async () => {
    expect(await post(JSON.stringify({ name: "a".repeat(200) }))).toEqual({
      status: 413,
      body: { error: "payload_too_large", message: "The body is larger than is allowed" },
    });
  });

  it("where there is no such path", async () => {
    const answer = await gateway.inject("/nowhere?token=s3cret");
    expect(answer.statusCode).toBe(404);
    expect(answer.json()).toEqual({ error: "not_found", message: "There is no GET /nowhere" });
  });

  it("where there is no such path, whatever is sent there", async () => {
    const headers = { "content-type": "a/b", "content-length": "100000" };
    const answer = await gateway.inject({ method: "PUT", url: "/nowhere", headers, payload: "x" });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers["x-request-id"]).toEqual(expect.any(String));
    const long = await gateway.inject(`/${"a".repeat(5000)}`);
    expect(long.json<{ message: string }>().message.length).toBeLessThan(300);
  });

  it("where the path is no URL", async () => {
    const answer = await gateway.inject("/orders/%zz");
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: "invalid_request",
      message: "The path is not a valid URL path",
    });
    expect(answer.headers["x-request-id"]).toEqual(expect.any(String));
  });

  it.each(["GET", "PUT", "DELETE", "PATCH", "OPTIONS"] as const)(
    "where the path has no method %s, and says which it has",
    async (method) => {
      const answer = await gateway.inject({
        method,
        url: "/orders/1",
        headers: { "content-type": "text/plain" },
        payload: "x",
      });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers.allow).toBe("POST");
      expect(answer.json()).toEqual({
        error: "method_not_allowed",
        message: `${method} is not allowed here; POST is`,
      });
    },
  );

  it.each(["/broken", "/thrown"])(
    "where something unexpected happens, and leaks nothing: %s",
    async (url) => {
      const answer = await gateway.inject({ url, headers: { "x-request-id": "r-1" } });
      expect(answer.statusCode).toBe(500);
      expect(answer.json()).toEqual({
        error: "internal_error",
        message:
          "Something unexpected went wrong; the gateway's log says what, under the x-request-id of this answer",
      });
      expect(answer.headers["x-request-id"]).toBe("r-1");
    },
  );
});

it("answers HEAD where it answers GET", async () => {
  const answer = await gateway.inject({ method: "HEAD", url: "/live" });
  expect([answer.statusCode, answer.body]).toEqual([200, ""]);
});
