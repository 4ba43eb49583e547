import { type TestDatabase, withServerLock } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await withServerLock("roles", () =>
    database.client.query(`
      create role attack_caller; create role attack_owner; grant app_user to attack_caller, attack_owner;
    `),
  );
  await database.client.query(`
    create schema app; create schema secret; create schema caller authorization attack_caller;
    grant usage on schema app to attack_caller, attack_owner;
    grant usage on schema secret to attack_owner;
    grant usage on schema caller to attack_owner;
    create table secret.t (v text); insert into secret.t values ('gold'); grant select on secret.t to attack_owner;
    create function caller.steal() returns text language plpgsql as $$
      begin return (select pg_catalog.json_agg(t) from secret.t t); exception when others then return '[]'; end $$;
  `);
  await app.define(
    "owned",
    `import { query, v } from "@stopgap/runtime";
     export default query(v.object({ n: v.int() }), async ({ n }, ctx) => ctx.db.query("select $1::int as a", [n]));`,
    "security definer",
  );
  await database.client.query("alter function app.owned(jsonb) owner to attack_owner");
});
afterAll(async () => {
  await database.client.query(
    "reset session authorization; drop owned by attack_caller, attack_owner cascade; drop role attack_caller, attack_owner",
  );
  await database.drop();
});

describe("a function with its owner's rights", () => {
  it("runs its own statements, whatever the caller prepares under their names", async () => {
    await database.client.query("set session authorization attack_caller");
    for (let round = 0; round < 5; round += 1) {
      expect(await app.call("owned", { n: round })).toEqual([{ a: round }]);
      const { rows } = await database.client.query<{ name: string }>(
        "select name from pg_prepared_statements where name like 'stopgap%'",
      );
      for (const { name } of rows) {
        await database.client.query(
          `deallocate ${name}; prepare ${name} as select caller.steal() as j`,
        );
        // Where a statement has parameters, its namesake has them too.
        await database.client.query(
          `deallocate ${name}; prepare ${name}(int) as select caller.steal() as j where $1 is not null`,
        );
      }
    }
    await database.client.query("reset session authorization");
  });

  it("finds its functions, whatever the caller's search path has", async () => {
    await database.client.query(`
      create function caller.json_agg(anyelement) returns json language sql as $$ select '[{"a": "stolen"}]'::json $$;
      grant execute on function caller.json_agg to attack_owner;
      set session authorization attack_caller;
      set search_path = caller, pg_catalog, app;
    `);
    expect(await app.call("owned", { n: 5 })).toEqual([{ a: 5 }]);
    await database.client.query("reset session authorization; reset search_path");
  });
});
