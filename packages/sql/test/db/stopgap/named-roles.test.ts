import { randomBytes } from "node:crypto";

import { createTestDatabase, withServerLock } from "@stopgap/local/testing";
import pg from "pg";
import { expect, it } from "vitest";

import { install } from "../../../src/index.js";
import { failure } from "../database.js";
import { Session } from "./session.js";

it("deploys with roles of any name, which have nothing to do with the default ones", async () => {
  const suffix = randomBytes(4).toString("hex");
  const [owner, deployer, author, app] = [
    "Owner",
    'it\'s a "deployer"',
    "author $$",
    "app \\ user",
  ].map((name) => `${name} ${suffix}`);
  if (!owner || !deployer || !author || !app) throw new Error("no names");
  const database = await createTestDatabase();
  await withServerLock("templates", () =>
    install(database.client, { roles: { owner, deployer, author, app } }),
  );
  const session = new Session(database.client);
  const schema = await session.schema();
  await session.returning(schema, "f", 1, "security definer");
  expect(await failure(session.deploy("prod", schema))).toMatchObject({ code: "42501" });
  await session.client.query(`alter function ${schema}.f(jsonb) security invoker`);
  await session.client.query(`grant usage on schema ${schema} to ${pg.escapeIdentifier(deployer)}`);
  await session.as(deployer, () => session.deploy("prod", schema));
  const catalog = () =>
    session.rows(
      `select xmin::text, pg_get_userbyid(proowner) as owner, has_function_privilege($1, oid, 'execute') as app,
         exists (select from pg_roles r where rolname = 'app_user' and has_function_privilege(r.oid, p.oid, 'execute')) as default_app
       from pg_proc p where oid = 'live_deployment.f(jsonb)'::regprocedure`,
      [app],
    );
  const before = await catalog();
  expect(before).toMatchObject([{ owner, app: true, default_app: false }]);
  await session.as(deployer, () => session.deploy("prod", schema));
  expect(await catalog()).toEqual(before);
  expect(await session.as(app, () => session.call("api.legacy.f"))).toBe(1);
  await session.as(deployer, () => session.rollback("prod"));
  await database.drop();
  await withServerLock("templates", async (maintenance) => {
    for (const role of [owner, deployer, author, app]) {
      const name = pg.escapeIdentifier(role);
      await maintenance.query(`drop owned by ${name}; drop role ${name}`);
    }
  });
});
