import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";
import { bundle } from "./bundle.js";
import { createRole } from "./role.js";
import type { TestRole } from "./role.js";
import { Session } from "./session.js";
import type { Repair, Verification } from "./verification.js";

let database: TestDatabase;
let session: Session;
let stranger: TestRole;
let definer: TestRole;
let schema: string;

beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  stranger = await createRole(session.client);
  definer = await createRole(session.client, "app_user");
  await session.client.query(`grant ${definer.name} to stopgap_owner`);
  schema = await session.schema();
  for (const name of ["f", "g"]) await session.returning(schema, name, 1);
  await session.deploy("prod", schema);
});
afterAll(async () => {
  for (const role of [stranger, definer]) await role.drop();
  await database.drop();
});

const verify = (env = "prod") => session.value<Verification>("select stopgap.verify($1)", [env]);
const repair = (env = "prod") => session.value<Repair>("select stopgap.repair($1)", [env]);

/** Everything in the catalog that a repair could touch, with the row versions that any change would replace. */
const catalog = () =>
  session.rows(
    `select p.oid::text, p.xmin::text, n.nspname, n.xmin::text as schema_xmin, p.proname, p.proacl::text
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'live_deployment' or n.nspname like 'stopgap\\_%'
     order by p.oid`,
  );

const liveOid = (name: string) =>
  session.value<number>("select to_regprocedure('live_deployment.' || $1 || '(jsonb)')::oid::int", [
    name,
  ]);

/** What verify says of `f` when all else is as it should be. */
async function driftOfF(): Promise<Verification["functions"][number]["drift"]> {
  const { is_ok, summary, functions, schema: live } = await verify();
  expect({ is_ok, summary, live, g: functions.find(({ fn_name }) => fn_name === "g") }).toEqual({
    is_ok: false,
    summary: { ok: 1, drifted: 1, missing: 0, unexpected: 0, left_over: 0, missing_versions: 0 },
    live: { status: "ok", drift: [] },
    g: { fn_name: "g", function_path: "api.legacy.g", status: "ok", drift: [] },
  });
  const f = functions.find(({ fn_name }) => fn_name === "f");
  expect(f?.status).toBe("drifted");
  return f?.drift ?? [];
}

describe("verify", () => {
  it("finds nothing after a deploy", async () => {
    expect(await verify()).toEqual({
      env: "prod",
      deployment_id: 1,
      live_schema: "live_deployment",
      is_ok: true,
      summary: { ok: 2, drifted: 0, missing: 0, unexpected: 0, left_over: 0, missing_versions: 0 },
      schema: { status: "ok", drift: [] },
      functions: ["f", "g"].map((name) => ({
        fn_name: name,
        function_path: `api.legacy.${name}`,
        status: "ok",
        drift: [],
      })),
      unexpected: [],
      left_over: [],
      missing_versions: [],
    });
  });

  it.each<[string, string, string, unknown, unknown]>([
    ["volatility", "function live_deployment.f(jsonb) stable", "volatility", "volatile", "stable"],
    ["strictness", "function live_deployment.f(jsonb) strict", "strict", false, true],
    ["cost", "function live_deployment.f(jsonb) cost 7", "cost", 100, 7],
    [
      "settings",
      "function live_deployment.f(jsonb) set work_mem = '1MB'",
      "settings",
      [],
      ["work_mem=1MB"],
    ],
    [
      "security",
      "function live_deployment.f(jsonb) security definer",
      "security",
      "invoker",
      "definer",
    ],
    ["leakproof", "function live_deployment.f(jsonb) leakproof", "leakproof", false, true],
    ["parallel", "function live_deployment.f(jsonb) parallel safe", "parallel", "unsafe", "safe"],
  ])(
    "names a changed %s, and repair mends it in place",
    async (_what, change, what, was, found) => {
      const oid = await liveOid("f");
      await session.client.query(`alter ${change}`);
      expect(await driftOfF()).toEqual([{ what, expected: was, found }]);
      expect(await repair()).toEqual({
        env: "prod",
        deployment_id: 1,
        live_schema: "live_deployment",
        is_ok: true,
        repaired: {
          schema: null,
          functions: [
            {
              fn_name: "f",
              function_path: "api.legacy.f",
              status: "drifted",
              drift: [{ what, expected: was, found }],
            },
          ],
          versions: [],
        },
        remaining: { functions: [], unexpected: [], versions: [] },
      });
      expect(await verify()).toMatchObject({ is_ok: true });
      expect(await liveOid("f")).toBe(oid);
    },
  );

  it("SG-D08 names a body that runs another artifact", async () => {
    const oid = await liveOid("f");
    const artifact = await session.value<string>(
      "select artifact_hash from stopgap.fn_version where fn_name = 'f'",
    );
    const other = await session.value<string>(
      "select plts.compile_and_store('export default () => 13')",
    );
    await session.client.query(
      `do $do$ begin perform plts.replace_body('live_deployment.f(jsonb)'::regprocedure,
         replace((select prosrc from pg_proc where oid = 'live_deployment.f(jsonb)'::regprocedure), '${artifact}', '${other}'));
       end $do$`,
    );
    expect(await session.call("api.legacy.f")).toBe(13);
    expect(await driftOfF()).toEqual([{ what: "body", expected: artifact, found: other }]);
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await session.call("api.legacy.f")).toBe(1);
    expect(await liveOid("f")).toBe(oid);
  });

  it("names a body in another language", async () => {
    await session.client.query(
      `create or replace function live_deployment.f(args jsonb) returns jsonb language sql as 'select args'`,
    );
    const drift = await driftOfF();
    expect(drift.map(({ what }) => what)).toEqual(["language", "body"]);
    expect(drift[1]?.found).toBeNull();
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await session.call("api.legacy.f")).toBe(1);
  });

  it("SG-D13 names a changed owner; repair takes the function back in place where the owner may", async () => {
    const oid = await liveOid("f");
    await session.client.query(`grant create on schema live_deployment to ${definer.name}`);
    await session.client.query(`alter function live_deployment.f(jsonb) owner to ${definer.name}`);
    await session.client.query(`revoke create on schema live_deployment from ${definer.name}`);
    expect(await driftOfF()).toEqual([
      { what: "owner", expected: "stopgap_owner", found: definer.name },
    ]);
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await liveOid("f")).toBe(oid);
  });

  it("makes a function anew whose owner it may not act as, unless something depends on it", async () => {
    await session.client.query(`alter function live_deployment.f(jsonb) owner to ${stranger.name}`);
    await session.client.query(
      "create view public.uses_f as select live_deployment.f('{}') as answer",
    );
    expect(await driftOfF()).toEqual([
      { what: "owner", expected: "stopgap_owner", found: stranger.name },
    ]);
    expect(await failure(repair())).toEqual({
      code: "2BP01",
      message:
        "stopgap repair cannot make live_deployment.f anew: it is used by view public.uses_f",
      detail: "view public.uses_f",
      hint:
        "Drop or change what uses it first; if only its owner is wrong: " +
        "alter function live_deployment.f(jsonb) owner to stopgap_owner",
    });
    await session.client.query("drop view public.uses_f");
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await session.call("api.legacy.f")).toBe(1);
  });

  it.each([
    ["revoke execute on function live_deployment.f(jsonb) from app_user", ["stopgap_deployer"]],
    [
      "grant execute on function live_deployment.f(jsonb) to public",
      ["app_user", "public", "stopgap_deployer"],
    ],
  ])("SG-D13 names grants after: %s", async (change, found) => {
    const oid = await liveOid("f");
    await session.client.query(change);
    expect(await driftOfF()).toEqual([
      { what: "grants", expected: ["app_user", "stopgap_deployer"], found },
    ]);
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await liveOid("f")).toBe(oid);
  });

  it("names another result, and repair makes the function anew", async () => {
    await session.client.query(
      `drop function live_deployment.f(jsonb);
       create function live_deployment.f(other jsonb) returns text language sql as $$ select 'x' $$`,
    );
    expect((await driftOfF())[0]).toEqual({
      what: "signature",
      expected: "(args jsonb) returns jsonb",
      found: "(other jsonb) returns text",
    });
    expect(await repair()).toMatchObject({ is_ok: true });
    expect(await session.call("api.legacy.f")).toBe(1);
  });

  it("tells a missing function, which repair makes anew", async () => {
    await session.client.query("drop function live_deployment.f(jsonb)");
    expect(await verify()).toMatchObject({
      is_ok: false,
      summary: { ok: 1, missing: 1 },
      functions: [
        { fn_name: "f", status: "missing", drift: [] },
        { fn_name: "g", status: "ok" },
      ],
    });
    expect(await repair()).toMatchObject({
      is_ok: true,
      repaired: { functions: [{ fn_name: "f", status: "missing" }] },
    });
    expect(await session.call("api.legacy.f")).toBe(1);
  });

  it.each([
    ["alter schema live_deployment owner to :stranger", "owner", "stopgap_owner", ":stranger"],
    [
      "grant usage on schema live_deployment to public",
      "grants",
      ["app_user", "stopgap_deployer"],
      ["app_user", "public", "stopgap_deployer"],
    ],
    [
      "revoke usage on schema live_deployment from app_user",
      "grants",
      ["app_user", "stopgap_deployer"],
      ["stopgap_deployer"],
    ],
  ])(
    "names what is wrong with the live schema after: %s",
    async (change, what, expected, found) => {
      await session.client.query(change.replace(":stranger", definer.name));
      expect(await verify()).toMatchObject({
        is_ok: false,
        summary: { ok: 2 },
        schema: {
          status: "drifted",
          drift: [{ what, expected, found: found === ":stranger" ? definer.name : found }],
        },
      });
      expect(await repair()).toMatchObject({
        is_ok: true,
        repaired: { schema: { status: "drifted" }, functions: [] },
      });
      expect(await verify()).toMatchObject({ is_ok: true });
    },
  );

  it("says who can mend the owner of the live schema where repair cannot", async () => {
    await session.client.query(`alter schema live_deployment owner to ${stranger.name}`);
    expect(await failure(repair())).toMatchObject({
      code: "42501",
      hint: "alter schema live_deployment owner to stopgap_owner, or set stopgap.live_schema to another name",
    });
    await session.client.query("alter schema live_deployment owner to stopgap_owner");
    expect(await verify()).toMatchObject({ is_ok: true });
  });

  it("SG-P03 tells functions that no deployment has made from those that one has left over, and repair touches neither", async () => {
    const left = await session.schema();
    for (const name of ["kept", "old"]) await session.returning(left, name, 2);
    await session.deploy("extras", left);
    await session.drop(left, "old");
    await session.deploy("extras", left);
    await session.client.query(
      `create function live_extras.by_hand(a int) returns int language sql as 'select a'`,
    );
    const found = {
      is_ok: false,
      summary: { ok: 1, drifted: 0, missing: 0, unexpected: 1, left_over: 1, missing_versions: 0 },
      unexpected: ["by_hand(a integer)"],
      left_over: ["old(args jsonb)"],
    };
    expect(await verify("extras")).toMatchObject(found);
    expect(await repair("extras")).toMatchObject({
      is_ok: false,
      repaired: { schema: null, functions: [], versions: [] },
      remaining: { functions: [], unexpected: ["by_hand(a integer)"] },
    });
    await session.client.query("drop function live_extras.by_hand(int)");
    expect(await verify("extras")).toMatchObject({ is_ok: true, left_over: ["old(args jsonb)"] });
  });

  it("SG-A02 computes the hash of stored bytes anew, of imported modules too, and names the function that runs them", async () => {
    const project = bundle({
      base: { source: "export const one = 1;" },
      users: {
        source: `import { query } from "@stopgap/runtime";\nimport { one } from "./base.js";\nexport const list = query(() => one);`,
        imports: { "./base.js": "base" },
        functions: { list: {} },
      },
      other: {
        source: `import { query } from "@stopgap/runtime";\nexport const get = query(() => 3);`,
        functions: { get: {} },
      },
    });
    await session.value("select stopgap.deploy_bundle('bytes', $1)", [JSON.stringify(project)]);
    expect(await verify("bytes")).toMatchObject({ is_ok: true });
    const [base] = project.artifacts;
    if (!base) throw new Error("there is no artifact");
    await session.client.query(
      "update plts.artifact set compiled_js = compiled_js || ' ' where artifact_hash = $1",
      [base.artifact_hash],
    );
    const drift = [
      {
        what: "artifact",
        expected: base.artifact_hash,
        found: await session.value(
          "select plts.artifact_hash(compiler_fingerprint, source_ts, compiled_js, compiler_opts) from plts.artifact where artifact_hash = $1",
          [base.artifact_hash],
        ),
      },
    ];
    const list = {
      fn_name: "users__list",
      function_path: "api.users.list",
      status: "drifted",
      drift,
    };
    expect(await verify("bytes")).toMatchObject({
      is_ok: false,
      functions: [{ fn_name: "other__get", status: "ok" }, list],
    });
    // Nothing here can know the right bytes: whoever deploys has them.
    expect(await repair("bytes")).toMatchObject({
      is_ok: false,
      repaired: { functions: [] },
      remaining: { functions: [list] },
    });
    await session.value("select stopgap.deploy_bundle('bytes', $1, null, '{\"force\": true}')", [
      JSON.stringify(project),
    ]);
    expect(await verify("bytes")).toMatchObject({ is_ok: true });
  });

  it("stored bytes of a function of a schema come back when it is created again", async () => {
    const own = await session.schema();
    await session.define(own, "damaged", "export default () => 'right';");
    await session.deploy("source", own);
    const damage = await session.client.query(
      `update plts.artifact set compiled_js = replace(compiled_js, 'right', 'wrong')
       where source_ts like '%right%'`,
    );
    expect(damage.rowCount).toBe(1);
    expect(await verify("source")).toMatchObject({
      functions: [{ fn_name: "damaged", drift: [{ what: "artifact" }] }],
    });
    await session.define(own, "damaged", "export default () => 'right';");
    expect(await verify("source")).toMatchObject({ is_ok: true });
  });

  it("refuses an environment without an active deployment", async () => {
    for (const statement of ["verify", "repair"]) {
      expect(await failure(session.value(`select stopgap.${statement}('nowhere')`))).toMatchObject({
        code: "55000",
        message: `cannot ${statement} env nowhere: environment missing or has no active deployment`,
      });
    }
  });

  it("works in a read-only transaction, and for a plain member of the app role", async () => {
    const app = await createRole(session.client, "app_user");
    await session.client.query("begin read only");
    try {
      expect(await verify()).toMatchObject({ is_ok: true });
    } finally {
      await session.client.query("rollback");
    }
    await session.as(app.name, async () => {
      expect(await verify()).toMatchObject({ is_ok: true });
      expect((await failure(repair())).code).toBe("42501");
    });
    await app.drop();
  });
});

describe("repair", () => {
  it("changes nothing where nothing is wrong", async () => {
    const before = await catalog();
    expect(await repair()).toMatchObject({
      is_ok: true,
      repaired: { schema: null, functions: [], versions: [] },
    });
    expect(await catalog()).toEqual(before);
  });

  it("rebuilds a dropped live schema, with what others were granted", async () => {
    const own = await session.schema();
    for (const name of ["a", "b", "left"]) await session.returning(own, name, 5);
    await session.client.query("create role :r".replace(":r", `${stranger.name}_two`));
    const other = `${stranger.name}_two`;
    await session.deploy("dropped", own);
    await session.client.query(
      `grant usage on schema live_dropped to ${stranger.name};
       grant execute on function live_dropped.a(jsonb) to ${stranger.name} with grant option;
       grant execute on function live_dropped.b(jsonb) to ${other}`,
    );
    const grants = () =>
      session.rows(
        `select p.proname, pg_get_userbyid(a.grantee) as grantee, a.is_grantable
         from pg_proc p join pg_namespace n on n.oid = p.pronamespace
         cross join lateral aclexplode(p.proacl) a
         where n.nspname = 'live_dropped'
         order by 1, 2`,
      );
    const before = await grants();
    // A verification of who may deploy writes down what has been granted.
    expect(await verify("dropped")).toMatchObject({ is_ok: true });
    await session.client.query(`drop schema live_dropped cascade; drop role if exists none_such`);
    expect(await verify("dropped")).toMatchObject({
      is_ok: false,
      summary: { missing: 3 },
      schema: { status: "missing" },
    });
    expect(await repair("dropped")).toMatchObject({
      is_ok: true,
      repaired: {
        schema: { status: "missing" },
        functions: [{ status: "missing" }, { status: "missing" }, { status: "missing" }],
      },
    });
    expect(await grants()).toEqual(before);
    expect(
      await session.value("select has_schema_privilege($1, 'live_dropped', 'usage')", [
        stranger.name,
      ]),
    ).toBe(true);
    expect(await session.call("api.legacy.a", {}, "dropped")).toBe(5);

    // What was revoked meanwhile stays revoked, and a role that is gone stands in nobody's way.
    await session.client.query(
      `revoke execute on function live_dropped.a(jsonb) from ${stranger.name};
       drop owned by ${other}; `,
    );
    await session.rollback("dropped").catch(() => undefined);
    await session.deploy("dropped", own);
    await session.client.query(`grant execute on function live_dropped.b(jsonb) to ${other}`);
    await verify("dropped");
    await session.client.query(
      `drop schema live_dropped cascade; drop owned by ${other}; drop role ${other}`,
    );
    expect(await repair("dropped")).toMatchObject({ is_ok: true });
    expect(await grants()).toEqual(
      before.filter(({ grantee }) => grantee !== stranger.name && grantee !== other),
    );
  });

  it("gives back what others were granted when a rollback brings a function back", async () => {
    const own = await session.schema();
    for (const name of ["stays", "comes_back"]) await session.returning(own, name, 1);
    await session.deploy("back", own);
    await session.client.query(
      `grant execute on function live_back.comes_back(jsonb) to ${stranger.name}`,
    );
    await session.drop(own, "comes_back");
    await session.with({ "stopgap.prune": "on" }, () => session.deploy("back", own));
    expect(await session.live("back")).toEqual(["stays"]);
    await session.rollback("back");
    expect(
      await session.value(
        "select has_function_privilege($1, 'live_back.comes_back(jsonb)', 'execute')",
        [stranger.name],
      ),
    ).toBe(true);
  });

  it("rebuilds the schemas of versions, so that pinned calls work again", async () => {
    const own = await session.schema();
    const role = definer.name;
    await session.returning(own, "f", 1);
    await session.define(
      own,
      "d",
      `import { query } from "@stopgap/runtime";
       export default query({ security: { definer: "${role}" } }, async (_args, ctx) =>
         (await ctx.db.query<{ it: string }>("select current_user::text as it"))[0]?.it ?? null);`,
    );
    const first = await session.deploy("versions", own);
    await session.returning(own, "f", 2);
    await session.define(own, "d", "export default () => 'now'");
    await session.deploy("versions", own);
    const pinned = (path: string) => session.call(path, {}, "versions", first);
    expect([await pinned("api.legacy.f"), await pinned("api.legacy.d")]).toEqual([1, role]);
    await session.client.query("drop schema stopgap_definer, stopgap_version cascade");
    expect(await verify("versions")).toMatchObject({
      is_ok: false,
      summary: { ok: 2, missing_versions: 2 },
      missing_versions: [
        { fn_name: "d", function_path: "api.legacy.d", deployment_id: first },
        { fn_name: "f", function_path: "api.legacy.f", deployment_id: first },
      ],
    });
    expect(await repair("versions")).toMatchObject({
      is_ok: true,
      repaired: { functions: [], versions: [{ fn_name: "d" }, { fn_name: "f" }] },
    });
    const app = await createRole(session.client, "app_user");
    await session.as(app.name, async () => {
      expect([await pinned("api.legacy.f"), await pinned("api.legacy.d")]).toEqual([1, role]);
    });
    await app.drop();
    await session.client.query(
      `drop function stopgap_version.${pg.escapeIdentifier(
        String(
          await session.value(
            "select version_key from stopgap.fn_version where deployment_id = $1 and fn_name = 'd'",
            [first],
          ),
        ),
      )}(jsonb)`,
    );
    expect(await verify("versions")).toMatchObject({ summary: { missing_versions: 1 } });
    expect(await repair("versions")).toMatchObject({ is_ok: true });
    expect(await pinned("api.legacy.d")).toBe(role);
  });

  it("SG-D11 waits for its turn in the environment", async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    try {
      await other.query("begin");
      await other.query("select stopgap.deploy('prod', $1)", [schema]);
      await session.client.query("set lock_timeout = '50ms'");
      expect((await failure(repair())).code).toBe("55P03");
      await other.query("commit");
      expect(await repair()).toMatchObject({ is_ok: true });
    } finally {
      await session.client.query("reset lock_timeout");
      await other.end();
    }
  });
});
