import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { failure, stopgapDatabase } from "../database.js";

import { createRole } from "./role.js";
import type { TestRole } from "./role.js";
import { Session } from "./session.js";

let database: TestDatabase;
let session: Session;
let deployer: TestRole;
let user: TestRole;
let author: TestRole;
let nobody: TestRole;
let schema: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  deployer = await createRole(session.client, "stopgap_deployer");
  user = await createRole(session.client, "app_user");
  author = await createRole(session.client, "stopgap_author");
  nobody = await createRole(session.client);
  schema = await session.schema();
  await session.client.query(`grant usage on schema ${schema} to ${deployer.name}`);
  await session.returning(schema, "f", 1);
  await session.deploy("prod", schema);
});
afterAll(async () => {
  for (const role of [deployer, user, author, nobody]) await role.drop();
  await database.drop();
});

/** What changes deployments. */
const changes = [
  "select stopgap.deploy('prod', $1)",
  "select stopgap.try_deploy('prod', $1)",
  "select stopgap.diff('prod', $1)",
  "select stopgap.plan('prod', $1)",
  "select stopgap.plan_bundle('prod', jsonb_build_object('functions', '[]'::jsonb, 'source_root', $1::text))",
  "select stopgap.rollback('prod', 1, length($1))",
  "select stopgap.activate('prod', length($1))",
  "select stopgap.prune('prod', $1 = '')",
  `select stopgap.record_failure('prod', $1, '{"message": "x"}')`,
];

describe("a plain member of the deployer role", () => {
  it("SG-D12 does everything, and needs no other grants than USAGE on the source", async () => {
    await session.as(deployer.name, async () => {
      await session.deploy("members", schema);
      await session.value("select stopgap.try_deploy('members', $1)", [schema]);
      await session.value("select stopgap.diff('members', $1)", [schema]);
      await session.rollback("members");
      await session.value("select stopgap.prune('members')");
      expect(await session.call("api.legacy.f", {}, "members")).toBe(1);
      expect(await session.deployments("members")).toHaveLength(2);
      for (const table of [
        "environment",
        "deployment",
        "fn_version",
        "activation_log",
        "activation_audit",
        "environment_overview",
      ]) {
        expect(
          Number(await session.value(`select count(*) from stopgap.${table}`)),
        ).toBeGreaterThan(0);
      }
    });
  });

  it("SG-D12 is refused without USAGE on the source schema, which is named", async () => {
    const closed = await session.schema();
    await session.as(deployer.name, async () => {
      expect(await failure(session.deploy("prod", closed))).toMatchObject({
        code: "42501",
        message:
          `permission denied for stopgap deploy: it requires USAGE on source schema ${closed} ` +
          "to read deployable application functions",
        hint: `grant usage on schema ${closed} to ${deployer.name}`,
      });
      expect(
        await failure(session.value("select stopgap.diff('prod', $1)", [closed])),
      ).toMatchObject({
        code: "42501",
        message: `permission denied for stopgap diff: current_user lacks USAGE on source schema ${closed}`,
      });
    });
  });

  it("SG-D12 is refused a source schema that does not exist", async () => {
    expect(await failure(session.deploy("prod", "nowhere"))).toMatchObject({
      code: "3F000",
      message: "permission denied for stopgap deploy: source schema nowhere does not exist",
    });
  });

  it("cannot write the tables, call what performs requests, or name another role in one", async () => {
    await session.as(deployer.name, async () => {
      for (const sql of [
        "update stopgap.deployment set label = 'x'",
        "insert into stopgap.activation_log (env, to_deployment_id, activated_as) values ('prod', 1, 'x')",
        "delete from stopgap.environment",
        "select stopgap.perform_deploy('postgres', 'prod', 'x', null)",
        "select stopgap.transition(1, 'failed')",
        "select stopgap.materialize(1)",
        `insert into stopgap.request (operation, arguments, requested_as) values ('prune', '{"env": "prod"}', 'postgres')`,
      ]) {
        expect(await failure(session.value(sql)), sql).toMatchObject({ code: "42501" });
      }
    });
  });
});

describe("the role in force", () => {
  it("SG-D17 is recorded beside the login role", async () => {
    await session.as(deployer.name, async () => {
      await session.deploy("recorded", schema);
      await session.deploy("recorded", schema);
      await session.rollback("recorded");
    });
    const login = await session.value("select session_user");
    for (const deployment of await session.deployments("recorded")) {
      expect(deployment).toMatchObject({ created_by: login, created_as: deployer.name });
    }
    const log = await session.rows(
      "select distinct activated_by, activated_as from stopgap.activation_log where env = 'recorded'",
    );
    expect(log).toEqual([{ activated_by: login, activated_as: deployer.name }]);
  });

  it("SG-D17 is the login role where there is no SET ROLE", async () => {
    await session.client.query(`set session authorization ${deployer.name}`);
    await session.deploy("logged in", schema);
    await session.client.query("reset session authorization");
    expect((await session.deployments("logged in"))[0]).toMatchObject({
      created_by: deployer.name,
      created_as: deployer.name,
    });
  });

  it("is the owner of a definer function that deploys for someone else", async () => {
    const releases = await session.schema("releases");
    await session.client.query(
      `grant create, usage on schema ${releases} to ${deployer.name};
       grant usage on schema ${releases} to ${nobody.name}`,
    );
    await session.as(deployer.name, () =>
      session.client.query(
        `create function ${releases}.release() returns bigint language sql security definer
         as $$ select stopgap.deploy('released', '${schema}') $$`,
      ),
    );
    await session.as(nobody.name, () => session.value(`select ${releases}.release()`));
    expect((await session.deployments("released"))[0]).toMatchObject({ created_as: deployer.name });
  });
});

describe("a plain member of the app role", () => {
  it("SG-C08 SG-D13 calls live functions, directly and by path, and reads what is deployed", async () => {
    await session.as(user.name, async () => {
      expect(await session.value("select live_deployment.f('{}')")).toBe(1);
      expect(await session.call("api.legacy.f")).toBe(1);
      expect(await session.value("select stopgap.status('prod') ->> 'env'")).toBe("prod");
      expect(await session.deployments("prod")).not.toHaveLength(0);
      expect(await session.value("select stopgap.version()")).toMatch(/^\d+\.\d+\.\d+/);
    });
  });

  it.each(changes)("SG-D12 may not: %s", async (sql) => {
    await session.as(user.name, async () => {
      expect(await failure(session.value(sql, [schema]))).toMatchObject({ code: "42501" });
    });
  });

  it("may not read the tables", async () => {
    await session.as(user.name, async () => {
      expect(await failure(session.value("select * from stopgap.deployment"))).toMatchObject({
        code: "42501",
      });
    });
  });
});

describe("a plain member of the author role", () => {
  it("reads what is deployed, and calls no live functions", async () => {
    await session.as(author.name, async () => {
      expect(await session.value("select stopgap.status('prod') ->> 'env'")).toBe("prod");
      expect(await failure(session.call("api.legacy.f"))).toMatchObject({
        code: "42501",
        message: expect.stringContaining("permission denied") as string,
      });
    });
  });

  it.each(changes)("may not: %s", async (sql) => {
    await session.as(author.name, async () => {
      expect(await failure(session.value(sql, [schema]))).toMatchObject({ code: "42501" });
    });
  });
});

describe("anybody else", () => {
  it.each([
    ...changes,
    "select stopgap.status($1)",
    "select stopgap.call_fn($1)",
    "select live_deployment.f('{}'), $1",
  ])("may not: %s", async (sql) => {
    await session.as(nobody.name, async () => {
      expect(await failure(session.value(sql, [schema]))).toMatchObject({ code: "42501" });
    });
  });
});

describe("live functions", () => {
  it("SG-D13 belong to the owner role, and are the app's and the deployer's to call, nobody else's", async () => {
    expect(
      await session.rows(
        `select proowner::regrole::text as owner,
           has_function_privilege('public', p.oid, 'execute') as public,
           has_function_privilege('app_user', p.oid, 'execute') as app,
           has_function_privilege('stopgap_deployer', p.oid, 'execute') as deployer,
           has_function_privilege('stopgap_author', p.oid, 'execute') as author,
           nspowner::regrole::text as schema_owner,
           has_schema_privilege('public', n.oid, 'usage') as schema_public
         from pg_proc p join pg_namespace n on n.oid = pronamespace where nspname = 'live_deployment'`,
      ),
    ).toEqual([
      {
        owner: "stopgap_owner",
        public: false,
        app: true,
        deployer: true,
        author: false,
        schema_owner: "stopgap_owner",
        schema_public: false,
      },
    ]);
  });
});

describe("security definer", () => {
  const whoami =
    'export default async (ctx) => { const [row] = await ctx.db.query("select current_user::text as it"); return row?.it ?? null; };';

  it("stays with the role that it was written for", async () => {
    const definer = await createRole(session.client, "app_user");
    await session.client.query(`grant ${definer.name} to stopgap_owner, ${deployer.name}`);
    const own = await session.schema();
    await session.client.query(`grant usage on schema ${own} to ${deployer.name}`);
    await session.define(own, "who", whoami, "security definer");
    await session.client.query(`alter function ${own}.who(jsonb) owner to ${definer.name}`);
    await session.as(deployer.name, () => session.deploy("definer", own));
    const live = await session.liveSchema("definer");
    const owner = () =>
      session.value(
        `select proowner::regrole::text from pg_proc where oid = '${live}.who(jsonb)'::regprocedure`,
      );
    expect(await owner()).toBe(definer.name);
    await session.as(user.name, async () => {
      expect(await session.call("api.legacy.who", {}, "definer")).toBe(definer.name);
    });
    expect(
      await session.value(`select has_schema_privilege('${definer.name}', '${live}', 'create')`),
    ).toBe(false);

    // Deployed again it is as it should be; without security definer it goes back to the owner role.
    const xmin = () =>
      session.value(
        `select xmin::text from pg_proc where oid = '${live}.who(jsonb)'::regprocedure`,
      );
    const before = await xmin();
    await session.deploy("definer", own);
    expect(await xmin()).toBe(before);
    await session.client.query(`alter function ${own}.who(jsonb) security invoker`);
    await session.deploy("definer", own);
    expect(await owner()).toBe("stopgap_owner");
    await session.as(user.name, async () => {
      expect(await session.call("api.legacy.who", {}, "definer")).toBe(user.name);
    });
    await session.rollback("definer");
    expect(await owner()).toBe(definer.name);
    await session.client.query(`drop schema ${live} cascade`);
    await session.client.query(`drop schema ${own} cascade`);
    await definer.drop();
  });

  it("is refused for a superuser and for the owner role", async () => {
    const own = await session.schema();
    await session.define(own, "who", whoami, "security definer");
    expect(await failure(session.deploy("too much", own))).toMatchObject({
      code: "42501",
      message: expect.stringMatching(
        /^stopgap deploy refuses security definer function \S+\.who: /,
      ) as string,
    });
    await session.client.query(`alter function ${own}.who(jsonb) owner to stopgap_owner`);
    expect(await failure(session.deploy("too much", own))).toMatchObject({ code: "42501" });
    await session.client.query(`drop schema ${own} cascade`);
  });

  it("is refused where the one who deploys, or the owner role, is no member of that role", async () => {
    const definer = await createRole(session.client);
    const own = await session.schema();
    await session.client.query(`grant usage on schema ${own} to ${deployer.name}`);
    await session.define(own, "who", whoami, "security definer");
    await session.client.query(`alter function ${own}.who(jsonb) owner to ${definer.name}`);
    await session.as(deployer.name, async () => {
      expect(await failure(session.deploy("not mine", own))).toMatchObject({
        code: "42501",
        message: `permission denied for stopgap deploy: security definer function ${own}.who requires membership of role ${definer.name}`,
        hint: `grant ${definer.name} to ${deployer.name}`,
      });
    });
    expect(await failure(session.deploy("not mine", own))).toMatchObject({
      code: "42501",
      hint: `grant ${definer.name} to stopgap_owner`,
    });
    await session.client.query(`drop schema ${own} cascade`);
    await definer.drop();
  });
});

describe("a definer function of Stopgap", () => {
  it("has a search_path of its own", async () => {
    expect(
      await session.rows(
        `select oid::regprocedure::text from pg_proc
         where pronamespace = 'stopgap'::regnamespace and prosecdef
           and 'search_path=pg_catalog, pg_temp' <> all (coalesce(proconfig, '{}'))`,
      ),
    ).toEqual([]);
  });

  it("is not PUBLIC's to execute, nor is any function of the schema", async () => {
    expect(
      await session.rows(
        `select oid::regprocedure::text from pg_proc
         where pronamespace = 'stopgap'::regnamespace and has_function_privilege('public', oid, 'execute')`,
      ),
    ).toEqual([]);
  });
});
