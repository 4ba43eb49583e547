import { afterEach, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const adminRoute: Route = (app) => {
  app.get("/admin/mine", { config: { guard: "admin" } }, () => ({ ok: true }));
};

let gateway: Gateway;
afterEach(() => gateway.close());

async function ask(adminToken: string | null, remoteAddress: string, authorization?: string) {
  gateway = await createGateway({
    settings: testSettings({ adminToken, allowedAdminNetworks: ["10.0.0.0/8"] }),
    parts: testParts(),
    routes: [adminRoute],
  });
  const headers = authorization === undefined ? {} : { authorization };
  const answer = await gateway.inject({ url: "/admin/mine", remoteAddress, headers });
  return [answer.statusCode, answer.body];
}

describe("an admin route (GW-17)", () => {
  it("answers 503 without a body where there is no admin token", async () => {
    expect(await ask(null, "10.0.0.1", "Bearer ")).toEqual([503, ""]);
  });

  it.each(["Bearer right", "Bearer wrong", undefined])(
    "answers 403 without a body to those who are not in the admin networks, with the token %s",
    async (authorization) => {
      expect(await ask("right", "192.168.1.1", authorization)).toEqual([403, ""]);
    },
  );

  it.each([
    undefined,
    "Bearer wrong",
    "Bearer righ",
    "Bearer rightt",
    "bearer right",
    "right",
    "Bearer ",
  ])("answers 401 without a body to the token %s", async (authorization) => {
    expect(await ask("right", "10.0.0.1", authorization)).toEqual([401, ""]);
  });

  it.each(["10.0.0.1", "127.0.0.1", "::1", "::ffff:10.0.0.1"])(
    "answers who has the token, from %s",
    async (address) => {
      expect(await ask("right", address, "Bearer right")).toEqual([200, '{"ok":true}']);
    },
  );
});
