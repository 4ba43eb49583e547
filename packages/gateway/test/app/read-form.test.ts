import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { readForm, requiredPart } from "../../src/app/read-form.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { multipartBody } from "../fixtures/multipart.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const formRoute: Route = (app) => {
  app.post("/form", async (request) => {
    const { fields, files } = await readForm(request, { fields: ["platform"], files: ["schema"] });
    return {
      platform: requiredPart(fields, "platform"),
      bytes: requiredPart(files, "schema").length,
    };
  });
};

let gateway: Gateway;
beforeAll(async () => {
  const { limits } = testSettings();
  gateway = await createGateway({
    settings: testSettings({ limits: { ...limits, archiveBytes: 1000 } }),
    parts: testParts(),
    routes: [formRoute],
  });
});
afterAll(() => gateway.close());

async function send(parts: Readonly<Record<string, string | Uint8Array>>) {
  const response = await gateway.inject({
    method: "POST",
    url: "/form",
    ...(await multipartBody(parts)),
  });
  return { status: response.statusCode, body: response.json<Record<string, unknown>>() };
}

describe("a form", () => {
  it("is read, and what means nothing in it is left out", async () => {
    expect(
      await send({ note: "x", platform: "shop", schema: new Uint8Array(10), __typo: "" }),
    ).toEqual({ status: 200, body: { platform: "shop", bytes: 10 } });
  });

  it("says which field is missing (GW-03)", async () => {
    expect(await send({ schema: new Uint8Array(1) })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: platform" },
    });
    expect(await send({ platform: "shop" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Missing required field: schema" },
    });
    expect(await send({ platform: "shop", schema: "text" })).toMatchObject({
      status: 400,
      body: { error: "invalid_request", message: "Send schema as a file, with a file name" },
    });
  });

  it("has limits for its files, its fields and their number", async () => {
    const large = new Uint8Array(1001);
    for (const parts of [
      { platform: "shop", schema: large },
      { other: large },
      { platform: "x".repeat(100_000), schema: new Uint8Array(1) },
      { schema: new Uint8Array(1), second: new Uint8Array(1) },
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`field${index}`, "x"])),
    ]) {
      expect(await send(parts)).toMatchObject({
        status: 413,
        body: { error: "payload_too_large" },
      });
    }
  });

  it("must be whole, and a form", async () => {
    const { headers, payload } = await multipartBody({
      platform: "shop",
      schema: new Uint8Array(10),
    });
    const post = async (headers: Readonly<Record<string, string>>, payload: Buffer | string) =>
      (await gateway.inject({ method: "POST", url: "/form", headers, payload })).json<{
        error: string;
      }>();
    for (const length of [1, 60, payload.length - 10]) {
      expect(await post(headers, payload.subarray(0, length))).toMatchObject({
        error: "invalid_request",
        message: "The body is not a whole form of multipart/form-data",
      });
    }
    expect(await post({ "content-type": "multipart/form-data" }, payload)).toMatchObject({
      error: "invalid_request",
    });
    expect(await post({ "content-type": "application/json" }, "{}")).toMatchObject({
      error: "unsupported_media_type",
    });
  });
});
