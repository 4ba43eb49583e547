import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from "jose";
import { Type } from "typebox";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import type { GatewaySettings } from "../../src/settings/gateway-settings.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

let measure: (platform: string) => void;
const touch: Route = (app, { metrics }) => {
  measure = (platform) => {
    metrics.call(platform, "ok", 1);
  };
  app.get(
    "/touch",
    {
      schema: {
        querystring: Type.Object({
          platform: Type.String(),
          tenant: Type.Optional(Type.String()),
          main: Type.Optional(Type.String()),
        }),
      },
    },
    async (request) => {
      const { platform, tenant, main } = request.query;
      await request.requirePlatform(platform, main === undefined ? tenant : null);
      return { ok: true };
    },
  );
};

const platforms = [
  { name: "shop", tokenHash: createHash("sha256").update("shop-token").digest("hex") },
  { name: "shop_two", tokenHash: createHash("sha256").update("other-token").digest("hex") },
  { name: "free", tokenHash: null },
];

let gateway: Gateway | undefined;
afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function ask(
  query: Record<string, string>,
  token?: string,
  given: Partial<GatewaySettings> = {},
) {
  gateway ??= await createGateway({
    settings: testSettings(given),
    parts: testParts(platforms),
    routes: [touch],
  });
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await gateway.inject({ url: "/touch", query, headers });
  return { status: answer.statusCode, ...answer.json<{ error?: string; message?: string }>() };
}

describe("a platform with a token", () => {
  it("is used with it", async () => {
    expect(await ask({ platform: "shop" }, "shop-token")).toMatchObject({ status: 200 });
  });

  it.each([
    ["none", undefined],
    ["another", "guessed"],
    ["that of another platform", "other-token"],
    ["its hash", platforms[0]?.tokenHash ?? undefined],
    ["an empty one", ""],
  ])("cannot be used with %s (GW-26)", async (_which, token) => {
    expect(await ask({ platform: "shop" }, token)).toMatchObject({
      status: 401,
      error: "invalid_token",
    });
  });

  it("says how to send one", async () => {
    await ask({ platform: "shop" });
    const answer = await gateway?.inject({ url: "/touch", query: { platform: "shop" } });
    expect(answer?.headers["www-authenticate"]).toBe("Bearer");
  });
});

it("lets the allowed networks use a platform without a token, where no identities are set up", async () => {
  expect(await ask({ platform: "free" })).toMatchObject({ status: 200 });
  expect(await ask({ platform: "unknown" })).toMatchObject({ status: 200 });
});

describe("what names platforms", () => {
  const found = async (url: string, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const answer = await gateway?.inject({ url, headers, remoteAddress: "192.168.0.9" });
    return answer?.body ?? "";
  };
  const named = async (token?: string) => {
    const text = await found("/platforms", token);
    const { platforms: all } = JSON.parse(text) as { platforms: { name: string }[] };
    return all.map(({ name }) => name);
  };
  const measured = async (token?: string) => {
    const lines = (await found("/metrics", token)).split("\n");
    const names = lines.flatMap((line) => /_count\{platform="(\w+)"/.exec(line)?.[1] ?? []);
    return names.sort();
  };

  it("shows a platform with a token to nobody else (GW-26)", async () => {
    await ask({ platform: "free" }, undefined, { adminToken: "admin-token" });
    expect(await named()).toEqual(["free"]);
    expect(await named("guessed")).toEqual(["free"]);
    expect(await named("shop-token")).toEqual(["free", "shop"]);
  });

  it("measures a platform with a token for itself and the administrator only", async () => {
    await ask({ platform: "free" }, undefined, { adminToken: "admin-token" });
    for (const platform of ["free", "shop", "shop_two"]) measure(platform);
    expect(await measured()).toEqual(["free"]);
    expect(await measured("shop-token")).toEqual(["free", "shop"]);
    expect(await measured("admin-token")).toEqual(["free", "shop", "shop_two"]);
    expect(await found("/metrics")).toContain("stopgap_pool_connections 5");
  });

  it("measures nobody's platform for who has no token, where JSON Web Tokens are set up", async () => {
    const jwt = { jwksUrl: "http://127.0.0.1:1/keys", issuer: null, audience: null };
    await ask({ platform: "shop" }, "shop-token", { jwt });
    for (const platform of ["free", "shop"]) measure(platform);
    expect(await measured()).toEqual([]);
    expect(await measured("shop-token")).toEqual(["shop"]);
    expect(await found("/metrics")).toContain("stopgap_pool_connections 5");
  });
});

describe("JSON Web Tokens", () => {
  interface Key {
    readonly kid: string;
    readonly privateKey: CryptoKey;
    readonly publicKey: CryptoKey;
  }

  let keys: readonly Key[] = [];
  let isDown = false;
  let requests = 0;
  let server: Server;
  let url: string;
  let first: Key;
  let second: Key;

  const makeKey = async (kid: string, alg: string): Promise<Key> => ({
    kid,
    ...(await generateKeyPair(alg, { extractable: true })),
  });

  beforeAll(async () => {
    [first, second] = [await makeKey("one", "ES256"), await makeKey("two", "ES256")];
    server = createServer((_request, response) => {
      requests += 1;
      if (isDown) {
        response.writeHead(500).end("down");
        return;
      }
      void Promise.all(
        keys.map(async ({ kid, publicKey }) => ({ ...(await exportJWK(publicKey)), kid })),
      ).then((found) => {
        response.setHeader("content-type", "application/json");
        response.end(JSON.stringify({ keys: found }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  beforeEach(() => {
    keys = [first];
    isDown = false;
    requests = 0;
  });

  function sign(claims: JWTPayload, key = first, alg = "ES256"): Promise<string> {
    return new SignJWT({ exp: now() + 60, ...claims })
      .setProtectedHeader({ alg, kid: key.kid })
      .sign(key.privateKey);
  }

  const now = (): number => Math.floor(Date.now() / 1000);
  const jwt = (given: Partial<NonNullable<GatewaySettings["jwt"]>> = {}) => ({
    jwt: { jwksUrl: url, issuer: null, audience: null, ...given },
  });

  it("let their bearer use the platform that they name, and no other (GW-26)", async () => {
    const token = await sign({ platform: "free" });
    expect(await ask({ platform: "free" }, token, jwt())).toMatchObject({ status: 200 });
    expect(await ask({ platform: "free", tenant: "a" }, token)).toMatchObject({ status: 200 });
    for (const other of ["shop", "shop_two", "fre", "free_", "unknown"]) {
      expect(await ask({ platform: other }, token)).toEqual({
        status: 403,
        error: "platform_isolation_violation",
        message: `Platform 'free' cannot access databases belonging to '${other}'`,
      });
    }
  });

  it("are needed for every platform once they are set up, but for one with a token of its own", async () => {
    expect(await ask({ platform: "free" }, undefined, jwt())).toMatchObject({ status: 401 });
    expect(await ask({ platform: "unknown" })).toMatchObject({ status: 401 });
    expect(await ask({ platform: "shop" }, "shop-token")).toMatchObject({ status: 200 });
    expect(await ask({ platform: "shop_two" }, "shop-token")).toMatchObject({ status: 401 });
    expect(await ask({ platform: "shop" }, await sign({ platform: "shop" }))).toMatchObject({
      status: 200,
    });
  });

  it("for some tenants are for nothing else (GW-26)", async () => {
    const token = await sign({ platform: "free", tenants: ["a", "b"] });
    expect(await ask({ platform: "free", tenant: "b" }, token, jwt())).toMatchObject({
      status: 200,
    });
    for (const query of [{ tenant: "c" }, { main: "1" }, {}, { tenant: "" }]) {
      expect(await ask({ platform: "free", ...query }, token)).toMatchObject({
        status: 403,
        error: "platform_isolation_violation",
      });
    }
  });

  it.each([
    ["has expired", { exp: now() - 31 }],
    ["never expires", { exp: undefined }],
    ["is not valid yet", { nbf: now() + 60 }],
    ["names no platform", { platform: undefined }],
    ["names a platform that is no text", { platform: 7 }],
    ["names tenants that are no list", { tenants: "a" }],
    ["names tenants that are no texts", { tenants: ["a", 7] }],
    ["is of another issuer", { iss: "other" }],
    ["is for another audience", { aud: "other" }],
  ])("are refused where one %s", async (_why, claims: Record<string, unknown>) => {
    const right = { platform: "free", iss: "id", aud: "gateway" };
    const settings = jwt({ issuer: "id", audience: "gateway" });
    expect(await ask({ platform: "free" }, await sign(right), settings)).toMatchObject({
      status: 200,
    });
    expect(await ask({ platform: "free" }, await sign({ ...right, ...claims }))).toMatchObject({
      status: 401,
      error: "invalid_token",
    });
  });

  it("show their bearer no other platform in the list of platforms (GW-26)", async () => {
    await ask({ platform: "free" }, undefined, jwt());
    const listed = async (token?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const answer = await gateway?.inject({ url: "/platforms", headers });
      const { platforms: found = [] } = answer?.json<{ platforms?: { name: string }[] }>() ?? {};
      return [answer?.statusCode, ...found.map(({ name }) => name)];
    };
    expect(await listed()).toEqual([401]);
    expect(await listed(await sign({ platform: "free" }))).toEqual([200, "free"]);
    expect(await listed("shop-token")).toEqual([200, "shop"]);
    expect(await listed("guessed")).toEqual([401]);
  });

  it("may be of a clock that goes half a minute wrong", async () => {
    const token = await sign({ platform: "free", exp: now() - 20, nbf: now() + 20 });
    expect(await ask({ platform: "free" }, token, jwt())).toMatchObject({ status: 200 });
  });

  it("are refused where they are signed by what everybody has, or by nothing", async () => {
    const publicPart = JSON.stringify(await exportJWK(first.publicKey));
    const byPublicKey = await new SignJWT({ platform: "free", exp: now() + 60 })
      .setProtectedHeader({ alg: "HS256", kid: first.kid })
      .sign(new TextEncoder().encode(publicPart));
    const encode = (value: unknown): string =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const unsigned = `${encode({ alg: "none" })}.${encode({ platform: "free", exp: now() + 60 })}.`;
    const stolen = await sign({ platform: "free" }, { ...second, kid: first.kid });
    for (const token of [byPublicKey, unsigned, stolen, "a.b.c", "nonsense", ""]) {
      expect(await ask({ platform: "free" }, token, jwt())).toMatchObject({
        status: 401,
        error: "invalid_token",
      });
    }
  });

  it("may be signed by a new key as soon as it is published", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      expect(
        await ask({ platform: "free" }, await sign({ platform: "free" }), jwt()),
      ).toMatchObject({ status: 200 });
      keys = [second];
      vi.setSystemTime(Date.now() + 31_000);
      expect(
        await ask({ platform: "free" }, await sign({ platform: "free" }, second)),
      ).toMatchObject({ status: 200 });
      expect(
        await ask({ platform: "free" }, await sign({ platform: "free" }, first)),
      ).toMatchObject({ status: 401 });
      expect(requests).toBe(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("are answered with 503 and Retry-After where the keys cannot be fetched", async () => {
    isDown = true;
    const token = await sign({ platform: "free" });
    expect(await ask({ platform: "free" }, token, jwt())).toEqual({
      status: 503,
      error: "unavailable",
      message: "The keys of tokens cannot be fetched",
    });
    const answer = await gateway?.inject({
      url: "/touch",
      query: { platform: "free" },
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer?.headers["retry-after"]).toBe("5");
    isDown = false;
    expect(await ask({ platform: "free" }, token)).toMatchObject({ status: 200 });
  });
});

describe("a limit of requests per platform", () => {
  it("answers 429 with Retry-After beyond it, for that platform only", async () => {
    const settings = { rateLimitPerPlatform: 2 };
    const statuses = [];
    for (const platform of ["free", "free", "free", "unknown"]) {
      statuses.push((await ask({ platform }, undefined, settings)).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200]);
    const answer = await gateway?.inject({ url: "/touch", query: { platform: "free" } });
    expect(answer?.json()).toEqual({
      error: "rate_limited",
      message: "Platform 'free' may make 2 requests a minute",
    });
    const wait = Number(answer?.headers["retry-after"]);
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
  });

  it("is not used up by those who have no token", async () => {
    const settings = { rateLimitPerPlatform: 1 };
    for (const token of ["guessed", "guessed", undefined]) {
      expect(await ask({ platform: "shop" }, token, settings)).toMatchObject({ status: 401 });
    }
    expect(await ask({ platform: "shop" }, "shop-token")).toMatchObject({ status: 200 });
    expect(await ask({ platform: "shop" }, "shop-token")).toMatchObject({ status: 429 });
  });
});
