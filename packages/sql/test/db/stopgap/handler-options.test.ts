import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";

import { createRole } from "./role.js";
import type { TestRole } from "./role.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let deployer: TestRole;
let user: TestRole;
let billing: TestRole;
let support: TestRole;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  deployer = await createRole(session.client, "stopgap_deployer");
  user = await createRole(session.client, "app_user");
  billing = await createRole(session.client, "app_user");
  support = await createRole(session.client, "app_user");
});
afterAll(async () => {
  for (const role of [deployer, user, billing, support]) await role.drop();
  await database.drop();
});

let env: string;
let source: string;
let live: string;
let count = 0;
beforeEach(async () => {
  count += 1;
  env = `options${count}`;
  source = await session.schema();
  live = count === 1 ? "live_deployment" : `live_${env}`;
  await session.client.query(`grant usage on schema ${source} to ${deployer.name}`);
});

/** A function that returns a number, wrapped with options. */
function define(options: string, number = 1, wrapper = "query"): Promise<void> {
  return session.define(
    source,
    "f",
    `import { ${wrapper} } from "@stopgap/runtime";
     export default ${wrapper}(${options}, () => ${number});`,
  );
}

function oid(): Promise<number> {
  return session.value(`select to_regprocedure('${live}.f(jsonb)')::oid`);
}

function xmin(): Promise<string> {
  return session.value(
    `select xmin::text from pg_proc where oid = to_regprocedure('${live}.f(jsonb)')`,
  );
}

/** Who has been granted the live function, its owner apart. */
async function callers(): Promise<string[]> {
  const rows = await session.rows(
    `select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee) end as name
     from pg_proc p, aclexplode(p.proacl) a
     where p.oid = to_regprocedure('${live}.f(jsonb)') and a.grantee <> p.proowner
     order by name`,
  );
  return rows.map(({ name }) => String(name));
}

function owner(): Promise<string> {
  return session.value(
    `select pg_get_userbyid(proowner) from pg_proc where oid = to_regprocedure('${live}.f(jsonb)')`,
  );
}

function call(role: TestRole): Promise<unknown> {
  return session.as(role.name, () => session.value(`select ${live}.f('{}')`));
}

const byName = (...names: string[]) => names.sort();

describe("roles of a handler", () => {
  it("are the only ones that may call the live function", async () => {
    await define(`{ roles: ["${billing.name}", "${support.name}"] }`, 7);
    await session.deploy(env, source);
    expect(await callers()).toEqual(byName(billing.name, support.name));
    expect(await call(billing)).toBe(7);
    expect(await call(support)).toBe(7);
    expect(await failure(call(user))).toMatchObject({ code: "42501" });
    expect(await failure(call(deployer))).toMatchObject({ code: "42501" });
    await session.as(billing.name, async () => {
      expect(await session.call("api.legacy.f", {}, env)).toBe(7);
    });
    await session.as(user.name, async () => {
      expect(await failure(session.call("api.legacy.f", {}, env))).toMatchObject({ code: "42501" });
    });
  });

  it("change in place, show in diff, and come back with a rollback", async () => {
    await define(`{ roles: ["${billing.name}"] }`);
    const first = await session.deploy(env, source);
    const before = await oid();
    await define(`{ roles: ["${support.name}"] }`);
    expect(await session.value(`select stopgap.diff($1, $2) -> 'summary'`, [env, source])).toEqual({
      added: 0,
      changed: 1,
      "changed (dependency)": 0,
      recompiled: 0,
      removed: 0,
      unchanged: 0,
    });
    await session.deploy(env, source);
    expect(await oid()).toBe(before);
    expect(await callers()).toEqual([support.name]);
    await define("{}");
    await session.deploy(env, source);
    expect(await callers()).toEqual(["app_user", "stopgap_deployer"]);
    await session.rollback(env);
    expect(await callers()).toEqual([support.name]);
    await session.rollback(env);
    expect(await callers()).toEqual([billing.name]);
    expect(await oid()).toBe(before);
    expect((await session.deployment(first)).manifest.functions).toMatchObject([
      { roles: [billing.name] },
    ]);
  });

  it("are granted anew where somebody has changed the grants, and left alone where nobody has", async () => {
    await define(`{ roles: ["${billing.name}"] }`);
    await session.deploy(env, source);
    const before = await xmin();
    await session.deploy(env, source);
    expect(await xmin()).toBe(before);
    await session.client.query(
      `grant execute on function ${live}.f to public, ${user.name};
       revoke execute on function ${live}.f from ${billing.name}`,
    );
    await session.deploy(env, source);
    expect(await callers()).toEqual([billing.name]);
  });

  it("leave grants alone that somebody has made beside those of a handler without roles", async () => {
    await define("{}");
    await session.deploy(env, source);
    await session.client.query(`grant execute on function ${live}.f to ${user.name}`);
    await define("{}", 2);
    await session.deploy(env, source);
    expect(await callers()).toEqual(byName("app_user", "stopgap_deployer", user.name));
  });

  it("must exist when it is deployed, and when it is rolled back to", async () => {
    const gone = await createRole(session.client);
    await define(`{ roles: ["${gone.name}"] }`);
    await session.deploy(env, source);
    await define("{}");
    await session.deploy(env, source);
    await gone.drop();
    const refusal = {
      code: "42704",
      message: `stopgap cannot make ${live}.f live: role ${gone.name} does not exist`,
      hint: "Create the role, or name another one in roles.",
    };
    expect(await failure(session.rollback(env))).toMatchObject(refusal);
    await define(`{ roles: ["${gone.name}"] }`, 2);
    expect(await failure(session.deploy(env, source))).toMatchObject(refusal);
    await define('{ roles: ["public"] }');
    expect(await failure(session.deploy(env, source))).toMatchObject({
      message: expect.stringMatching(/role public does not exist$/) as string,
    });
    expect(await callers()).toEqual(["app_user", "stopgap_deployer"]);
  });

  it("may have any name", async () => {
    const name = `we"ird'$$\\ Näme ${env}`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    await session.client.query(`create role ${quoted} in role app_user`);
    await define(`{ roles: [${JSON.stringify(name)}] }`, 3);
    await session.deploy(env, source);
    expect(await callers()).toEqual([name]);
    await session.client.query(`drop owned by ${quoted}; drop role ${quoted}`);
  });

  it("are warned of when they could call nothing", async () => {
    const stranger = await createRole(session.client);
    const notices: string[] = [];
    const listen = ({ message = "" }: { message?: string | undefined }) => notices.push(message);
    session.client.on("notice", listen);
    await define(`{ roles: ["${stranger.name}"] }`);
    await session.deploy(env, source);
    session.client.off("notice", listen);
    expect(notices).toEqual([
      `role ${stranger.name} may call ${live}.f, but nothing of plts: grant app_user to ${stranger.name}`,
    ]);
    await stranger.drop();
  });

  it("are known where types are checked at the deploy only", async () => {
    await session.client.query("set check_function_bodies = off");
    await define(`{ roles: ["${billing.name}"], security: { definer: "${billing.name}" } }`);
    await session.client.query("reset check_function_bodies");
    await session.client.query(`grant ${billing.name} to stopgap_owner`);
    await session.deploy(env, source);
    expect(await callers()).toEqual([]);
    expect(await owner()).toBe(billing.name);
    expect(await failure(call(user))).toMatchObject({ code: "42501" });
    expect(await call(billing)).toBe(1);
  });

  it("are refused where they are not written out, with the place", async () => {
    expect(
      await failure(
        session.define(
          source,
          "f",
          `import { query } from "@stopgap/runtime";
const names = ["a"];
export default query({ roles: names }, () => 1);`,
        ),
      ),
    ).toMatchObject({
      code: "42601",
      message:
        'line 3, column 1: The roles of a handler must be written out, such as `roles: ["support"]`, one at least. A deployment reads it without running the code.',
    });
  });
});

describe("security of a handler", () => {
  const whoami = (options: string) =>
    session.define(
      source,
      "f",
      `import { query } from "@stopgap/runtime";
       export default query(${options}, async (_args, ctx) =>
         (await ctx.db.query<{ it: string }>("select current_user::text as it"))[0]?.it ?? null);`,
    );

  it("makes the live function that role's, in place, and gives it back when it is taken away", async () => {
    await session.client.query(`grant ${billing.name} to stopgap_owner, ${deployer.name}`);
    await whoami("{}");
    await session.as(deployer.name, () => session.deploy(env, source));
    const before = await oid();
    expect(await call(user)).toBe(user.name);
    await whoami(`{ security: { definer: "${billing.name}" } }`);
    await session.as(deployer.name, async () => {
      expect(
        await session.value("select stopgap.diff($1, $2) -> 'summary' -> 'changed'", [env, source]),
      ).toBe(1);
      await session.deploy(env, source);
    });
    expect(await oid()).toBe(before);
    expect(await owner()).toBe(billing.name);
    expect(await call(user)).toBe(billing.name);
    const unchanged = await xmin();
    await session.as(deployer.name, () => session.deploy(env, source));
    expect(await xmin()).toBe(unchanged);
    await whoami("{}");
    await session.as(deployer.name, () => session.deploy(env, source));
    expect(await owner()).toBe("stopgap_owner");
    await session.rollback(env);
    expect(await call(user)).toBe(billing.name);
    expect(await oid()).toBe(before);
    await session.client.query(`drop schema ${live} cascade`);
  });

  it("is refused for superusers, the owner role, roles of others and roles that there are not", async () => {
    const stranger = await createRole(session.client);
    const superuser = await session.value<string>("select current_user");
    const refusals: readonly (readonly [string, object])[] = [
      [
        superuser,
        { code: "42501", message: expect.stringContaining("with all rights of") as string },
      ],
      [
        "stopgap_owner",
        { code: "42501", message: expect.stringContaining("with all rights of") as string },
      ],
      [stranger.name, { code: "42501", hint: `grant ${stranger.name} to ${deployer.name}` }],
      [
        "no_such_role",
        {
          code: "42704",
          message: `stopgap deploy cannot find role no_such_role, whose rights function ${source}.f is to have`,
        },
      ],
    ];
    for (const [definer, refusal] of refusals) {
      await whoami(`{ security: { definer: "${definer}" } }`);
      await session.as(deployer.name, async () => {
        expect(await failure(session.deploy(env, source)), definer).toMatchObject(refusal);
      });
    }
    await stranger.drop();
  });
});

describe("an internal function", () => {
  it.each(["internalQuery", "internalMutation"])(
    "that is an %s is deployed, but neither live nor known to call_fn",
    async (wrapper) => {
      await define("{}", 1, wrapper);
      await session.returning(source, "g", 2);
      const id = await session.deploy(env, source);
      expect(await session.live(env)).toEqual(["g"]);
      expect(
        await session.rows(
          `select fn_name, kind, live_fn_schema, live_fn_name from stopgap.fn_version
           where deployment_id = $1 order by fn_name`,
          [id],
        ),
      ).toEqual([
        { fn_name: "f", kind: wrapper, live_fn_schema: null, live_fn_name: null },
        { fn_name: "g", kind: "mutation", live_fn_schema: live, live_fn_name: "g" },
      ]);
      expect(await failure(session.call("api.legacy.f", {}, env))).toMatchObject({
        code: "42883",
        message: `stopgap.call_fn unknown path 'api.legacy.f' for env '${env}' deployment ${id}`,
      });
      expect(
        await session.value("select stopgap.diff($1, $2) -> 'summary' -> 'unchanged'", [
          env,
          source,
        ]),
      ).toBe(2);
      await session.value("select stopgap.prune($1)", [env]);
      expect(await session.live(env)).toEqual(["g"]);
    },
  );

  it("cannot be called where it was written", async () => {
    await define("{}", 1, "internalMutation");
    expect(await failure(session.value(`select ${source}.f('{}')`))).toMatchObject({
      code: "42501",
      message: `${source}.f is internal: only handlers can call it`,
      hint: "Call it from a handler, with ctx.run.",
    });
  });

  it("takes its live function away when it becomes one, and brings it back when it was none", async () => {
    await define("{}", 1);
    await session.deploy(env, source);
    await define("{}", 1, "internalQuery");
    await session.deploy(env, source);
    expect(await session.live(env)).toEqual([]);
    await session.rollback(env);
    expect(await session.live(env)).toEqual(["f"]);
    expect(await call(user)).toBe(1);
    await session.value("select stopgap.activate($1, $2)", [
      env,
      Math.max(...(await session.deployments(env)).map(({ id }) => id)),
    ]);
    expect(await session.live(env)).toEqual([]);
  });

  it("is refused while its live function is in use", async () => {
    await define("{}", 1);
    await session.deploy(env, source);
    await session.client.query(`create view ${source}.uses as select ${live}.f('{}')`);
    await define("{}", 1, "internalQuery");
    expect(await failure(session.deploy(env, source))).toMatchObject({
      code: "2BP01",
      message: `stopgap deploy cannot make ${live}.f internal: it is used by view ${source}.uses`,
      hint: "Drop or change what uses it first.",
    });
    expect(await session.live(env)).toEqual(["f"]);
  });
});
