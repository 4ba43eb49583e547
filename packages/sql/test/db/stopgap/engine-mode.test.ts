import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { install } from "../../../src/index.js";
import { bundle, returning } from "./bundle.js";
import { Session } from "./session.js";

const roles = {
  owner: "engine_mode_owner",
  deployer: "engine_mode_deployer",
  author: "engine_mode_author",
  app: "engine_mode_app",
};
const admin = "engine_mode_admin";

let database: TestDatabase;
let session: Session;
beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.client.query<{ name: string }>(
    "select name from pg_available_extensions where name in ('plv8', 'pljs') order by name desc",
  );
  await database.client.query(
    `create extension if not exists ${String(rows[0]?.name)};
     create role ${admin} login createrole password '${admin}';
     alter database "${database.name}" owner to ${admin}`,
  );
  const url = new URL(database.url);
  url.username = url.password = admin;
  session = new Session(new pg.Client(url.href));
  await session.client.connect();
});
afterAll(async () => {
  await session.client.end();
  const cluster = await createTestDatabase();
  await database.drop();
  await cluster.client.query(`drop role ${Object.values(roles).join(", ")}, ${admin}`);
  await cluster.drop();
});

describe("a database whose owner is no superuser", () => {
  it("has functions of projects, as shells in PL/pgSQL", async () => {
    expect(await install(session.client, { roles })).toMatchObject({ mode: "engine" });
    await session.client.query(`grant ${roles.deployer} to ${admin}; set role ${roles.deployer}`);
    const deploy = (value: number) =>
      session.value<{ deployment_id: number }>("select stopgap.deploy_bundle('prod', $1)", [
        JSON.stringify(bundle({ "a/m": returning({ f: value, g: 0 }) })),
      ]);
    const first = await deploy(1);
    expect(first).toMatchObject({ ok: true, summary: { added: 2 } });
    expect(
      await session.rows(
        `select p.proname, l.lanname from pg_proc p join pg_language l on l.oid = p.prolang
         where p.pronamespace = 'live_deployment'::regnamespace order by p.proname`,
      ),
    ).toEqual([
      { proname: "a__m__f", lanname: "plpgsql" },
      { proname: "a__m__g", lanname: "plpgsql" },
    ]);
    expect(await session.call("api.a.m.f")).toBe(1);
    expect(await deploy(1)).toMatchObject({ is_unchanged: true });
    await deploy(2);
    expect(await session.call("api.a.m.f")).toBe(2);
    expect(await session.rollback("prod")).toBe(first.deployment_id);
    expect(await session.call("api.a.m.f")).toBe(1);
    await session.value("select stopgap.promote('prod', 'copy')");
    expect(await session.call("api.a.m.f", {}, "copy")).toBe(1);
    await session.value("select stopgap.deploy_bundle('prod', $1, null, $2)", [
      JSON.stringify(bundle({ "a/m": returning({ f: 1 }) })),
      JSON.stringify({ prune: true }),
    ]);
    expect(await session.live("prod")).toEqual(["a__m__f"]);
  });
});
