import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Route } from "../../src/app/gateway-app.js";
import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

/** The routes as they are added, beside the description that is under test. */
const added: string[] = [];
const watch: Route = (app) => {
  app.addHook("onRoute", ({ method, url }) => {
    // What answers 405 is for several methods, and HEAD comes with GET.
    if (typeof method !== "string" || method === "HEAD") return;
    added.push(`${method.toLowerCase()} ${url.replaceAll(/:(\w+)/g, "{$1}")}`);
  });
};

interface Operation {
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly requestBody?: {
    readonly content: Record<string, { readonly schema: Record<string, unknown> }>;
  };
  readonly responses: Record<string, unknown>;
}

interface Description {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Operation>>;
}

let gateway: Gateway;
let description: Description;
beforeAll(async () => {
  gateway = await createGateway({ settings: testSettings(), parts: testParts(), routes: [watch] });
  description = (await gateway.inject("/openapi.json")).json<Description>();
});
afterAll(() => gateway.close());

const operations = (): readonly (readonly [string, Operation])[] =>
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method} ${path}`, operation] as const),
  );

describe("/openapi.json", () => {
  it("is valid OpenAPI 3.1", async () => {
    expect(description.openapi).toBe("3.1.0");
    const validator = new Validator();
    expect(await validator.validate({ ...description })).toEqual({ valid: true });
    expect(validator.version).toBe("3.1");
  });

  it("describes every route, and no other", () => {
    expect(added.length).toBeGreaterThan(5);
    expect(
      operations()
        .map(([name]) => name)
        .sort(),
    ).toEqual([...added].sort());
  });

  it("says of every route what it is for, what it answers, and what an error looks like", () => {
    const lacking = operations().filter(
      ([, { summary, tags, responses }]) =>
        !summary ||
        !tags?.length ||
        !Object.keys(responses).some((status) => status.startsWith("2")) ||
        !("default" in responses),
    );
    expect(lacking.map(([name]) => name)).toEqual([]);
  });

  it("refuses unknown fields in every JSON body", () => {
    const open = operations().filter(([, { requestBody }]) => {
      const schema = requestBody?.content["application/json"]?.schema;
      return schema !== undefined && schema["additionalProperties"] !== false;
    });
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it("says where a token may be sent", () => {
    const without = operations().filter(([, { security }]) => security === undefined);
    expect(without.map(([name]) => name).sort()).toEqual(["get /live", "get /ready"]);
  });
});
