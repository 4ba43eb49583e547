import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { createRole, type TestRole } from "./role.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let user: TestRole;
let support: TestRole;
let billing: TestRole;
let owner: TestRole;
let stranger: TestRole;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  user = await createRole(session.client, "app_user");
  support = await createRole(session.client, "app_user");
  billing = await createRole(session.client, "app_user");
  owner = await createRole(session.client, "app_user");
  stranger = await createRole(session.client);
  for (const role of [billing, owner]) {
    await session.client.query(`grant ${role.name} to stopgap_owner`);
  }
});
afterAll(async () => {
  for (const role of [user, support, billing, owner, stranger]) await role.drop();
  await database.drop();
});

let env: string;
let source: string;
let live: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  env = `rights${count}`;
  source = await session.schema();
  live = count === 1 ? "live_deployment" : `live_${env}`;
});

const who = `(await ctx.db.query("select current_user::text as who"))[0]?.["who"] ?? null`;

/** A function that returns a number and the role whose rights it has, as a deployment of its own. */
async function deployed(number: number, options = "{}", prune = false): Promise<number> {
  await session.define(
    source,
    "f",
    `import { query } from "@stopgap/runtime";
     export default query(${options}, async (_args, ctx) => [${number}, ${who}]);`,
  );
  return prune
    ? session.with({ "stopgap.prune": "on" }, () => session.deploy(env, source))
    : session.deploy(env, source);
}

/** A deployment without the function, which is dropped. */
async function without(): Promise<number> {
  await session.drop(source, "f");
  await session.returning(source, "g", 1);
  return session.with({ "stopgap.prune": "on" }, () => session.deploy(env, source));
}

const call = (role: TestRole, id: number | null): Promise<unknown> =>
  session.as(role.name, () => session.call("api.legacy.f", {}, env, id));

/** A direct call of the live function in a transaction that asks for a deployment. */
const direct = (role: TestRole, id: number): Promise<unknown> =>
  session.as(role.name, () =>
    session.with({ "stopgap.deployment_id": String(id) }, () =>
      session.value(`select ${live}.f('{}')`),
    ),
  );

const denied = (name = "f") => ({
  code: "42501",
  message: `stopgap.call_fn execution failed for 'api.legacy.f': permission denied for function ${name}`,
});

/** The function that is kept of the version of a deployment. */
const version = (id: number): Promise<string> =>
  session.value("select version_key from stopgap.fn_version where deployment_id = $1", [id]);

const roles = (...names: readonly TestRole[]): string =>
  `{ roles: [${names.map(({ name }) => `"${name}"`).join()}] }`;
const definer = ({ name }: TestRole): string => `{ security: { definer: "${name}" } }`;

describe("a call of an earlier version", () => {
  it("needs what a call of the live function needs today", async () => {
    const open = await deployed(1);
    const restricted = await deployed(2, roles(support));
    expect(await failure(call(user, open))).toMatchObject(denied(`${live}.f`));
    expect(await failure(call(user, restricted))).toMatchObject(denied());
    expect(await call(support, open)).toEqual([1, support.name]);
    expect((await failure(direct(user, open))).code).toBe("42501");
    expect(await direct(support, open)).toEqual([1, support.name]);
    await deployed(3);
    expect(await call(user, open)).toEqual([1, user.name]);
    expect(await call(user, restricted)).toEqual([2, user.name]);
    await session.client.query(`revoke execute on function ${live}.f(jsonb) from app_user`);
    expect(await failure(call(user, open))).toMatchObject(denied(`${live}.f`));
  });

  it("that is no longer live is for the app, or for whom that version was", async () => {
    const open = await deployed(1);
    const restricted = await deployed(2, roles(support));
    await without();
    expect(await call(user, open)).toEqual([1, user.name]);
    expect(await failure(call(user, restricted))).toMatchObject(denied(`${live}.f`));
    expect(await call(support, restricted)).toEqual([2, support.name]);
    expect((await failure(call(stranger, open))).code).toBe("42501");
  });

  it("has the rights of the role that version had them of, not of today's", async () => {
    const plain = await deployed(1);
    const asBilling = await deployed(2, definer(billing));
    const asOwner = await deployed(3, definer(owner));
    expect(await call(user, plain)).toEqual([1, user.name]);
    expect(await call(user, asBilling)).toEqual([2, billing.name]);
    expect(await call(user, asOwner)).toEqual([3, owner.name]);
    await deployed(4);
    expect(await direct(user, plain)).toEqual([1, user.name]);
    expect(await direct(user, asBilling)).toEqual([2, billing.name]);
    await without();
    expect(await call(user, asBilling)).toEqual([2, billing.name]);
  });

  it("never has the rights of today's role by a direct call", async () => {
    const plain = await deployed(1);
    const asBilling = await deployed(2, definer(billing));
    const again = await deployed(3, definer(billing));
    expect(await failure(direct(user, plain))).toMatchObject({
      code: "0A000",
      message: `${live}.f cannot run deployment ${plain} here: it is declared security definer of ${billing.name}, which it was not then`,
    });
    expect(await direct(user, asBilling)).toEqual([2, billing.name]);
    expect(await direct(user, again)).toEqual([3, billing.name]);
    await deployed(4, definer(owner));
    expect((await failure(direct(user, asBilling))).code).toBe("0A000");
  });

  it("does not have them where the transaction does not see the deployment that gave them", async () => {
    const plain = await deployed(1);
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    await other.query(`set role ${user.name}; begin isolation level repeatable read`);
    await other.query("select 1 from pg_class limit 1");
    await deployed(2, definer(billing));
    await other.query(`set local stopgap.deployment_id = '${plain}'`);
    expect(await failure(other.query(`select ${live}.f('{}')`))).toMatchObject({ code: "0A000" });
    await other.end();
  });

  it("cannot be had by a version's own function", async () => {
    const open = await deployed(1);
    const asBilling = await deployed(2, definer(billing));
    await deployed(3, roles(support));
    const run = (schema: string, id: string) => session.value(`select ${schema}.${id}('{}')`);
    const [plainKey, definerKey] = [await version(open), await version(asBilling)];
    await session.as(user.name, async () => {
      expect(await failure(run("stopgap_version", definerKey))).toMatchObject({
        code: "42501",
        message: `permission denied for function ${live}.f`,
      });
      expect((await failure(run("stopgap_definer", definerKey))).message).toBe(
        "permission denied for schema stopgap_definer",
      );
      // What runs as its caller is what its caller can run by its hash.
      expect(await run("stopgap_version", plainKey)).toEqual([1, user.name]);
    });
    await session.as(support.name, async () => {
      expect(await run("stopgap_version", definerKey)).toEqual([2, billing.name]);
    });
    await session.as(stranger.name, async () => {
      expect((await failure(run("stopgap_version", plainKey))).message).toBe(
        "permission denied for schema stopgap_version",
      );
    });
  });

  it("is for the role in force in a definer function too", async () => {
    const open = await deployed(1);
    await deployed(2, roles(support));
    await session.client.query(
      `create function ${source}.proxy() returns jsonb language sql security definer as
       $$ select stopgap.call_fn('api.legacy.f', '{}', '${env}', ${open}) $$;
       alter function ${source}.proxy() owner to ${support.name};
       grant usage on schema ${source} to ${user.name}, ${support.name}`,
    );
    const proxy = () => session.value(`select ${source}.proxy()`);
    expect(await session.as(user.name, proxy)).toEqual([1, support.name]);
    await session.client.query(`alter function ${source}.proxy() owner to ${user.name}`);
    expect(await failure(session.as(support.name, proxy))).toMatchObject(denied(`${live}.f`));
  });

  it("is not misled by the search_path of its caller", async () => {
    const asBilling = await deployed(1, definer(billing));
    await deployed(2, roles(support));
    const evil = await session.schema("evil");
    await session.client.query(
      `create function ${evil}.yes(text, text) returns boolean language sql as 'select true';
       create operator ${evil}.<> (leftarg = text, rightarg = text, function = ${evil}.yes);
       create operator ${evil}.= (leftarg = text, rightarg = text, function = ${evil}.yes);
       create function ${evil}.has_function_privilege(oid, text) returns boolean language sql as 'select true';
       create function ${evil}.to_regprocedure(text) returns regprocedure language sql as 'select null::regprocedure';
       create function ${evil}.format(text, variadic text[]) returns text language sql as $$ select 'select 1' $$;
       create function ${evil}.current_setting(text, boolean) returns text language sql as $$ select '1' $$;
       create function ${evil}.set_config(text, text, boolean) returns text language sql as $$ select '1' $$;
       grant usage on schema ${evil} to ${user.name}, ${support.name}`,
    );
    const tricked = ({ name }: TestRole) =>
      session.as(name, () =>
        session.with({ search_path: `${evil}, pg_catalog` }, () =>
          session.call("api.legacy.f", {}, env, asBilling),
        ),
      );
    expect(await failure(tricked(user))).toMatchObject(denied(`${live}.f`));
    expect(await tricked(support)).toEqual([1, billing.name]);
  });
});

describe("what is kept of versions", () => {
  it("belongs to the owner, or to the role whose rights it has", async () => {
    const [open, asBilling] = [await deployed(1), await deployed(2, definer(billing))];
    await deployed(3);
    const owners = async (id: number) =>
      session.rows(
        `select pronamespace::regnamespace::text as schema, pg_get_userbyid(proowner) as owner, prosecdef as definer
         from pg_proc where proname = $1 order by 1`,
        [await version(id)],
      );
    expect(await owners(open)).toEqual([
      { schema: "stopgap_version", owner: "stopgap_owner", definer: false },
    ]);
    expect(await owners(asBilling)).toEqual([
      { schema: "stopgap_definer", owner: billing.name, definer: true },
      { schema: "stopgap_version", owner: billing.name, definer: false },
    ]);
    const rights = await session.rows(
      `select has_schema_privilege($1, 'stopgap_definer', 'usage') as names, has_schema_privilege($1, 'stopgap_version', 'create') as makes`,
      [billing.name],
    );
    expect(rights).toEqual([{ names: false, makes: false }]);
  });
});
