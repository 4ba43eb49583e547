import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { documentedRequests, type DocumentedRequest } from "../documentation.js";
import type { Answer } from "../gateway-under-test.js";
import { OwnGateway } from "../own-gateway.js";
import { newPlatform } from "../platforms.js";
import { exampleArchive } from "../schema-archive.js";

const requests = await documentedRequests(new URL("../../../../docs/gateway.md", import.meta.url));
/** The page's platforms, as they are called here: other test files share the server. */
const [garages = "", workshops = ""] = [newPlatform(), newPlatform()].sort();
const platforms = { garages, workshops };

let gateway: OwnGateway;
let schema: Uint8Array;

beforeAll(async () => {
  gateway = await OwnGateway.start();
  schema = await exampleArchive();
});
afterAll(() => gateway.stop());

function here(text: string): string {
  let changed = text.replaceAll("${ADMIN_TOKEN}", gateway.client.adminToken ?? "");
  for (const [name, own] of Object.entries(platforms)) changed = changed.replaceAll(name, own);
  return changed;
}

function send({ method, path, headers, body }: DocumentedRequest): Promise<Answer> {
  const { "content-type": type, ...others } = headers;
  const sent = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, here(value)]),
  );
  if (method === "GET") return gateway.client.get(here(path), sent);
  if (type !== "multipart/form-data") return gateway.client.post(here(path), here(body), sent);
  const fields = body.split("\n").map((line): [string, string | Uint8Array] => {
    const [name = "", value = ""] = line.split("=");
    return [name, value.startsWith("@") ? schema : here(value)];
  });
  return gateway.client.postForm(here(path), Object.fromEntries(fields));
}

// Each one goes on where the one before has stopped.
describe("the page on the gateway says what comes back to", () => {
  const named = requests.map(
    (request) => [`${request.method} ${request.path}`, request.line, request] as const,
  );

  it.each(named)(
    "%s in line %i",
    async (_what, _line, request) => {
      const { status, body } = await send(request);
      expect({ status, body }).toMatchObject({
        status: request.status,
        body: JSON.parse(here(JSON.stringify(request.answer))) as object,
      });
    },
    60_000,
  );
});
