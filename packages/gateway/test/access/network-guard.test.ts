import { connect } from "node:net";
import { text } from "node:stream/consumers";

import { afterEach, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import type { GatewaySettings } from "../../src/settings/gateway-settings.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

const open: Gateway[] = [];
afterEach(async () => {
  for (const gateway of open.splice(0)) await gateway.close();
});

async function gatewayWith(
  given: Partial<GatewaySettings>,
  routes: readonly Route[] = [],
): Promise<Gateway> {
  const gateway = await createGateway({
    settings: testSettings(given),
    parts: testParts(),
    routes,
  });
  open.push(gateway);
  return gateway;
}

async function statusFrom(
  gateway: Gateway,
  remoteAddress: string,
  headers: Record<string, string> = {},
  url = "/version",
): Promise<number> {
  return (await gateway.inject({ url, remoteAddress, headers })).statusCode;
}

describe("the allow-list (GW-21)", () => {
  it.each(["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])(
    "always lets loopback in: %s",
    async (address) => {
      expect(await statusFrom(await gatewayWith({ allowedNetworks: [] }), address)).toBe(200);
    },
  );

  it.each([
    ["10.1.0.0/16", "10.1.2.3", "10.2.0.1"],
    ["10.1.2.3", "10.1.2.3", "10.1.2.4"],
    ["10.9.9.9/8", "10.1.2.3", "11.1.2.3"],
    ["fd00:1::/32", "fd00:1:2::3", "fd00:2::1"],
    ["10.1.0.0/16", "::ffff:10.1.2.3", "::ffff:10.2.0.1"],
    ["::ffff:10.1.0.0/112", "10.1.2.3", "10.2.0.1"],
    ["0.0.0.0/0", "8.8.8.8", "2001:db8::1"],
    ["::/0", "2001:db8::1", "8.8.8.8"],
  ])(
    "lets %s in by the address of the socket: %s, and not %s",
    async (network, inside, outside) => {
      const gateway = await gatewayWith({ allowedNetworks: [network] });
      expect(await statusFrom(gateway, inside)).toBe(200);
      expect(await statusFrom(gateway, outside)).toBe(403);
      expect(await statusFrom(gateway, outside)).toBe(403);
    },
  );

  it("says whom it does not let in", async () => {
    const gateway = await gatewayWith({});
    const answer = await gateway.inject({ url: "/version", remoteAddress: "::ffff:8.8.8.8" });
    expect(answer.json()).toEqual({
      error: "unauthorized",
      message: "Access denied for IP address: 8.8.8.8",
    });
    expect(answer.headers["x-request-id"]).toEqual(expect.any(String));
  });

  it("guards every route but /live and /ready, and what is no route", async () => {
    const gateway = await gatewayWith({ allowedAdminNetworks: ["10.0.0.0/8"], adminToken: "t" });
    const routes = Object.entries(
      gateway.app.swagger().paths as Record<string, Record<string, unknown>>,
    ).flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ path, method })));
    expect(routes.length).toBeGreaterThan(5);
    const answers = await Promise.all(
      routes.map(async ({ path, method }) => {
        const { statusCode } = await gateway.inject({
          method: method as "get",
          url: path.replaceAll(/\{\w+\}/g, "shop"),
          remoteAddress: "8.8.8.8",
          headers: { authorization: "Bearer t" },
        });
        return [path, method, statusCode] as const;
      }),
    );
    const isOpen = (path: string): boolean => path === "/live" || path === "/ready";
    expect(answers.filter(([path, , status]) => !isOpen(path) && status !== 403)).toEqual([]);
    expect(answers.filter(([path, , status]) => isOpen(path) && status === 403)).toEqual([]);
    expect(await statusFrom(gateway, "8.8.8.8", {}, "/nowhere")).toBe(403);
    expect(await statusFrom(gateway, "8.8.8.8", {}, "/%zz")).toBe(403);
    const sent = { method: "POST", payload: "x", remoteAddress: "8.8.8.8" } as const;
    for (const url of ["/nowhere", "/version", "/call"]) {
      const answer = await gateway.inject({ ...sent, url, headers: { "content-type": "a/b" } });
      expect(answer.statusCode).toBe(403);
    }
  });

  it("guards a route that says nothing of guards", async () => {
    const gateway = await gatewayWith({}, [(app) => app.get("/mine", () => ({}))]);
    expect(await statusFrom(gateway, "127.0.0.1", {}, "/mine")).toBe(200);
    expect(await statusFrom(gateway, "8.8.8.8", {}, "/mine")).toBe(403);
  });
});

describe("a forwarded header (GW-21)", () => {
  const forwardedFor = (addresses: string) => ({ "x-forwarded-for": addresses });

  it("counts for nothing from anybody else than a trusted proxy", async () => {
    const gateway = await gatewayWith({ trustedProxies: ["10.0.0.1"] });
    expect(await statusFrom(gateway, "8.8.8.8", forwardedFor("127.0.0.1"))).toBe(403);
    expect(await statusFrom(gateway, "127.0.0.1", forwardedFor("8.8.8.8"))).toBe(200);
    const trusting = await gatewayWith({});
    expect(await statusFrom(trusting, "8.8.8.8", forwardedFor("127.0.0.1"))).toBe(403);
  });

  it("of a trusted proxy says who asks", async () => {
    const gateway = await gatewayWith({
      trustedProxies: ["10.0.0.0/8"],
      allowedNetworks: ["192.168.0.0/16", "10.0.0.0/8"],
    });
    expect(await statusFrom(gateway, "10.0.0.1", forwardedFor("192.168.1.1"))).toBe(200);
    expect(await statusFrom(gateway, "10.0.0.1", forwardedFor("8.8.8.8"))).toBe(403);
    expect(await statusFrom(gateway, "::ffff:10.0.0.1", forwardedFor("8.8.8.8"))).toBe(403);
    expect(await statusFrom(gateway, "10.0.0.1", forwardedFor("192.168.1.1, 10.0.0.2"))).toBe(200);
    expect(await statusFrom(gateway, "10.0.0.1")).toBe(200);
  });

  it("cannot be used by a client to be somebody else", async () => {
    const gateway = await gatewayWith({ trustedProxies: ["10.0.0.0/8"] });
    expect(await statusFrom(gateway, "10.0.0.1", forwardedFor("127.0.0.1, 8.8.8.8"))).toBe(403);
    expect(
      await statusFrom(gateway, "10.0.0.1", forwardedFor("127.0.0.1, 8.8.8.8, 10.0.0.2")),
    ).toBe(403);
  });

  it("that names no address lets nobody in", async () => {
    const gateway = await gatewayWith({
      trustedProxies: ["10.0.0.1"],
      allowedNetworks: ["0.0.0.0/0"],
    });
    const answer = await gateway.inject({
      url: "/version",
      remoteAddress: "10.0.0.1",
      headers: forwardedFor("unknown"),
    });
    expect(answer.statusCode).toBe(403);
    expect(answer.json()).toEqual({
      error: "unauthorized",
      message: "Could not determine client IP",
    });
  });
});

it("answers what is not HTTP with the error body", async () => {
  const gateway = await gatewayWith({});
  const { port } = new URL(await gateway.listen());
  const socket = connect(Number(port), "127.0.0.1");
  socket.write("hello\r\n\r\n");
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toEqual({
    error: "invalid_request",
    message: "This is not a valid HTTP request",
  });
});
