import { setTimeout } from "node:timers/promises";

import { OwnServer } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Answer, GatewayUnderTest } from "../gateway-under-test.js";
import { OwnGateway } from "../own-gateway.js";
import { newPlatform } from "../platforms.js";
import { archiveOf } from "../schema-archive.js";

const files = {
  "tables/notes.sql": "create table notes (id serial primary key, note text not null)",
  "functions/add_note.sql":
    "create function add_note(note text) returns int language sql as $$ insert into notes (note) values (note) returning id $$",
  "functions/count_notes.sql":
    "create function count_notes() returns int language sql stable as $$ select count(*)::int from notes $$",
};

const platform = newPlatform();
const tenants = ["one", "two", "three", "four"];

let servers: { readonly first: OwnServer; readonly second: OwnServer };
let gateways: readonly OwnGateway[] = [];
let east: GatewayUnderTest;
let west: GatewayUnderTest;

beforeAll(async () => {
  const [first, second] = await Promise.all([OwnServer.create(), OwnServer.create()]);
  servers = { first, second };
  const environment = {
    DATABASE_URL: first.url,
    DB_SERVERS: `first=${first.url},second=${second.url}`,
    REGISTRY: "postgres",
  };
  const start = (): Promise<OwnGateway> => OwnGateway.start(environment);
  const started = [await start(), await start()] as const;
  gateways = started;
  [east, west] = [started[0].client, started[1].client];
}, 120_000);

afterAll(async () => {
  for (const gateway of gateways) await gateway.stop();
  await Promise.all([servers.first.stop(), servers.second.stop()]);
});

async function tenantsOf(server: OwnServer): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query<{ tenant: string }>(
    "select substr(datname, length($1) + 2) as tenant from pg_database where starts_with(datname, $1 || '_') order by 1",
    [platform],
  );
  await client.end();
  return rows.map(({ tenant }) => tenant);
}

function call(
  gateway: GatewayUnderTest,
  tenant: string,
  name: string,
  ...params: unknown[]
): Promise<Answer> {
  return gateway.post("/call", { platform, tenant_id: tenant, function: name, params });
}

/** Comes back once when it was told to. */
async function callAgain(gateway: GatewayUnderTest, tenant: string, name: string): Promise<Answer> {
  const answer = await call(gateway, tenant, name);
  if (answer.status !== 503) return answer;
  await setTimeout(Number(answer.headers.get("retry-after")) * 1000);
  return call(gateway, tenant, name);
}

// Each goes on where the one before has stopped.
describe("two gateways in front of two servers", () => {
  it("place new databases on the emptier server, whichever gateway is asked", async () => {
    const schema = await archiveOf(files);
    for (const [index, tenant_id] of tenants.entries()) {
      const gateway = index % 2 === 0 ? east : west;
      const registered = await gateway.postForm("/register", { platform, tenant_id, schema });
      expect(registered, registered.text).toMatchObject({ status: 200 });
    }
    expect(await tenantsOf(servers.first)).toHaveLength(2);
    expect(await tenantsOf(servers.second)).toHaveLength(2);
  });

  it("find each tenant where it is, whichever gateway is asked", async () => {
    for (const tenant of tenants) {
      expect(await call(east, tenant, "add_note", "from the east")).toMatchObject({ status: 200 });
      expect(await call(west, tenant, "add_note", "from the west")).toMatchObject({ status: 200 });
      expect(await call(east, tenant, "count_notes")).toMatchObject({
        body: { rows: [{ count_notes: 2 }] },
      });
    }
  });

  it("refuse what the other gateway has made already", async () => {
    const schema = await archiveOf(files);
    for (const gateway of [east, west]) {
      expect(
        await gateway.postForm("/register", { platform, tenant_id: "one", schema }),
      ).toMatchObject({
        status: 409,
        body: { error: "database_already_exists" },
      });
    }
  });

  it("make one database when both are asked for it at once", async () => {
    const schema = await archiveOf(files);
    const answers = await Promise.all(
      [east, west].map((gateway) =>
        gateway.postForm("/register", { platform, tenant_id: "five", schema }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(await call(west, "five", "count_notes")).toMatchObject({ status: 200 });
  });

  it("know at once what was uploaded to the other", async () => {
    await east.post("/platform/register", { platform });
    const schema = await archiveOf(files);
    await east.postForm(`/platform/${platform}/schema`, { schema_name: "notes", schema });
    expect(
      await west.post("/database/create", { platform, schema_name: "notes", database_id: "six" }),
    ).toMatchObject({ status: 201 });
    expect(await call(east, "six", "count_notes")).toMatchObject({ status: 200 });
  });

  it("go on with the tenants of one server when the other one is gone, and with all when it is back", async () => {
    const [here, gone] = await Promise.all([tenantsOf(servers.first), tenantsOf(servers.second)]);
    const mine = here.filter((tenant) => tenants.includes(tenant));
    const lost = gone.filter((tenant) => tenants.includes(tenant));
    await servers.second.kill();
    for (const gateway of [east, west]) {
      for (const tenant of mine) {
        expect(await call(gateway, tenant, "count_notes")).toMatchObject({ status: 200 });
      }
      for (const tenant of lost) {
        expect(await call(gateway, tenant, "count_notes")).toMatchObject({
          status: 503,
          body: { error: "connection_failed" },
        });
      }
    }
    const schema = await archiveOf({
      ...files,
      "migrations/1.sql": "alter table notes add at date",
      "tables/notes.sql": "create table notes (id serial primary key, note text not null, at date)",
    });
    for (const tenant_id of [...mine, ...lost]) {
      expect(await east.postForm("/migrate", { platform, tenant_id, schema })).toMatchObject({
        status: mine.includes(tenant_id) ? 200 : 503,
      });
    }
    const placed = await west.postForm("/register", { platform, tenant_id: "seven", schema });
    expect(placed).toMatchObject({ status: 200 });
    expect(await tenantsOf(servers.first)).toContain("seven");

    await servers.second.start();
    for (const gateway of [east, west]) {
      for (const tenant of [...mine, ...lost]) {
        expect(await callAgain(gateway, tenant, "count_notes")).toMatchObject({ status: 200 });
      }
    }
    expect(await west.postForm("/migrate", { platform, schema })).toMatchObject({
      status: 200,
      body: { status: "completed" },
    });
  });
});
