import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createGateway, type Gateway } from "../../src/create-gateway.js";
import { multipartBody } from "../fixtures/multipart.js";
import { testParts } from "../fixtures/parts.js";
import { testSettings } from "../fixtures/settings.js";

interface BodySchema {
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly tags: readonly string[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: BodySchema }>> };
}

/** What a request needs to be about something; each route gets what its description has. */
const values = {
  platform: "shop",
  schema_name: "main_db",
  database_id: "acme",
  tenant_id: "acme",
  function: "get_one",
};

let gateway: Gateway;
let operations: readonly {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}[];
beforeAll(async () => {
  const jwt = { jwksUrl: "http://127.0.0.1:1/keys", issuer: null, audience: null };
  gateway = await createGateway({ settings: testSettings({ jwt }), parts: testParts() });
  const { paths } = (await gateway.inject("/openapi.json")).json<{
    readonly paths: Record<string, Record<string, Operation>>;
  }>();
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  );
});
afterAll(() => gateway.close());

async function withoutToken({
  method,
  path,
  operation,
}: (typeof operations)[number]): Promise<number> {
  const url = path.replaceAll(/\{(\w+)\}/g, "shop");
  const content = operation.requestBody?.content ?? {};
  const isForm = "multipart/form-data" in content;
  const [schema] = Object.values(content).map((each) => each.schema);
  const names = Object.keys(schema?.properties ?? {});
  // A tenant and a database's id exclude each other.
  const enough = ["platform", "tenant_id", "function", ...(schema?.required ?? [])];
  const wanted = names.includes("tenant_id") ? enough : names;
  const fields = Object.fromEntries(
    Object.entries(values).filter(([name]) => names.includes(name) && wanted.includes(name)),
  );
  const files = { schema: new Uint8Array([1]) };
  const body = isForm
    ? await multipartBody({ ...fields, ...files })
    : names.length > 0
      ? { payload: fields }
      : {};
  const answer = await gateway.inject({ method: method as "get", url, ...body });
  return answer.statusCode;
}

describe("without a token, where tokens are set up (GW-21, GW-26)", () => {
  it("no route of a platform answers", async () => {
    const ofPlatforms = operations.filter(
      ({ path, operation }) =>
        !operation.tags.includes("operations") && !path.startsWith("/admin/"),
    );
    expect(ofPlatforms.length).toBeGreaterThan(10);
    const answers = await Promise.all(
      ofPlatforms.map(async (each) => `${each.method} ${each.path} ${await withoutToken(each)}`),
    );
    expect(answers.filter((answer) => !answer.endsWith(" 401"))).toEqual([]);
  });

  it("nobody administers", async () => {
    const admin = operations.filter(({ path }) => path.startsWith("/admin/"));
    expect(admin.length).toBeGreaterThan(2);
    for (const each of admin) expect(await withoutToken(each)).toBe(503);
  });
});
