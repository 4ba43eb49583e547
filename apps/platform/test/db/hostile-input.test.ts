import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";

import fc from "fast-check";
import { testServerUrl } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hostileArchive } from "../hostile-archives.js";
import { hostileRequest } from "../hostile-requests.js";
import { OwnGateway } from "../own-gateway.js";
import { newPlatform } from "../platforms.js";
import { archiveOf } from "../schema-archive.js";

/** Together with those of the other group a thousand. */
const requests = 600;
const uploads = 400;

let gateway: OwnGateway;
let server: pg.Client;
const platform = newPlatform();

beforeAll(async () => {
  gateway = await OwnGateway.start({ MAX_TOTAL_CONNECTIONS: "20" });
  server = new pg.Client({ connectionString: testServerUrl() });
  await server.connect();
  await gateway.client.post("/platform/register", { platform });
  const schema = await archiveOf({ "tables/a.sql": "create table a (id int primary key)" });
  await gateway.client.postForm("/register", { platform, tenant_id: "one", schema });
}, 120_000);

afterAll(async () => {
  await server.end();
  await gateway.stop();
});

/** Of the platform, and of those that registered themselves: other test files make theirs at the same time. */
async function databases(): Promise<readonly string[]> {
  const { rows } = await server.query<{ datname: string }>(
    "select datname from pg_database, unnest($1::text[]) as platform where starts_with(datname, platform || '_')",
    [[platform, ...registered]],
  );
  return rows.map(({ datname }) => datname).sort();
}

async function connections(): Promise<number> {
  const { rows } = await server.query<{ count: number }>(
    "select count(*)::int from pg_stat_activity where starts_with(datname, $1 || '_') and state <> 'idle'",
    [platform],
  );
  return rows[0]?.count ?? 0;
}

/** Platforms whose registration was no malformed request after all. */
const registered = new Set<string>();

function platformIn(text: string): string {
  const { platform } = JSON.parse(text) as { readonly platform: string };
  return platform;
}

async function files(): Promise<readonly string[]> {
  const all = await readdir(gateway.folder, { recursive: true });
  const kept = all.filter((path) => !registered.has(path.split("/")[0] ?? ""));
  const temporary = (await readdir(tmpdir())).filter((name) => name.startsWith("stopgap-upload"));
  return [...kept, ...temporary].sort();
}

/** What must be the same before and after. */
async function traces(): Promise<unknown> {
  return { databases: await databases(), connections: await connections(), files: await files() };
}

describe("hostile input", () => {
  it(`gets an answer that says why, ${requests} times, and leaves nothing behind`, async () => {
    const before = await traces();
    await fc.assert(
      fc.asyncProperty(hostileRequest, async ({ method, path, headers, body }) => {
        const response = await fetch(gateway.client.url + path, {
          method,
          headers,
          ...(method === "GET" ? {} : { body }),
        });
        const text = await response.text();
        if (response.status === 201) registered.add(platformIn(text));
        expect(response.status, text).not.toBe(500);
        expect(response.status, text).toBeLessThan(504);
      }),
      { numRuns: requests, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
    );
    expect(await traces()).toEqual(before);
  }, 300_000);

  it(`is unpacked nowhere, ${uploads} times, and makes no database`, async () => {
    const before = await traces();
    await fc.assert(
      fc.asyncProperty(
        hostileArchive,
        fc.constantFrom("/register", "/migrate", `/platform/${platform}/schema`),
        async (archive, path) => {
          const schema = await archive;
          const tenant = path === "/register" ? "never" : "one";
          const answer = await gateway.client.postForm(path, {
            platform,
            tenant_id: tenant,
            schema_name: "never",
            schema,
          });
          expect([400, 413, 422], answer.text).toContain(answer.status);
        },
      ),
      { numRuns: uploads, interruptAfterTimeLimit: 240_000, markInterruptAsFailure: true },
    );
    expect(await traces()).toEqual(before);
  }, 300_000);

  it("does not keep the gateway from serving others", async () => {
    expect((await gateway.client.get("/health")).body).toMatchObject({ status: "healthy" });
  });
});
