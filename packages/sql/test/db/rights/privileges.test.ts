import { randomBytes } from "node:crypto";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { stopgapDatabase } from "../database.js";
import { Session } from "../stopgap/session.js";
import { allowed, type Attempt, prepareAttempts } from "./attempts.js";
import { expectedRights, type Group } from "./expected-rights.js";

const groups: Readonly<Record<Group, string>> = {
  app: "app_user",
  author: "stopgap_author",
  deployer: "stopgap_deployer",
};

let database: TestDatabase;
let session: Session;
let attempts: readonly Attempt[];
const roles: string[] = [];
beforeAll(async () => {
  database = await stopgapDatabase();
  session = new Session(database.client);
  const source = await session.schema();
  await session.returning(source, "f", 1);
  await session.deploy("prod", source);
  await session.returning(source, "f", 2);
  // The first version is kept as a function of its own.
  await session.deploy("prod", source);
  attempts = await prepareAttempts(session.client);
});
afterAll(async () => {
  for (const role of roles) await session.client.query(`drop owned by ${role}; drop role ${role}`);
  await database.drop();
});

/** What a login role can do, which `setRole` may have taken on another one. */
async function can(options: string, group: Group | undefined, setRole = false): Promise<string[]> {
  const role = `test_${randomBytes(4).toString("hex")}`;
  roles.push(role);
  await session.client.query(`create role ${role} login ${options}`);
  if (group) await session.client.query(`grant ${groups[group]} to ${role}`);
  await session.client.query(`set session authorization ${role}`);
  try {
    if (setRole && group) await session.client.query(`set role ${groups[group]}`);
    return await allowed(session.client, attempts);
  } finally {
    await session.client.query("reset role");
    await session.client.query("reset session authorization");
  }
}

/** What the table says: a version's function has a name that nobody can write down. */
const said = (group: Group): string[] =>
  attempts
    .map(({ name }) => name)
    .filter((name) =>
      expectedRights[name.replace(/(?<=stopgap_version\.)v[0-9a-f]{40}/, "*")]?.includes(group),
    );

describe("the table of rights", () => {
  it("speaks of objects that there are", () => {
    const names = new Set(
      attempts.map(({ name }) => name.replace(/(?<=stopgap_version\.)v[0-9a-f]{40}/, "*")),
    );
    expect(Object.keys(expectedRights).filter((name) => !names.has(name))).toEqual([]);
    expect(attempts.length).toBeGreaterThan(300);
  });
});

describe.each(Object.keys(groups) as Group[])("what the role %s is for", (group) => {
  it("SG-D12 SG-D13 can be done by a plain member, and nothing else", async () => {
    expect(await can("inherit", group)).toEqual(said(group));
  });

  it("can be done by one who has taken the role on, and nothing else", async () => {
    expect(await can("noinherit", group, true)).toEqual(said(group));
  });

  it("cannot be done by a member who does not inherit, and has not taken it on", async () => {
    expect(await can("noinherit", group)).toEqual([]);
  });
});

describe("anybody else", () => {
  it("can do nothing at all", async () => {
    expect(await can("inherit", undefined)).toEqual([]);
  });

  it("has been granted nothing as PUBLIC", async () => {
    expect(
      await session.rows(
        `select object::text from (
           select c.oid::regclass::text, c.relnamespace, c.relacl from pg_class c
           union all select p.oid::regprocedure::text, p.pronamespace, coalesce(p.proacl, acldefault('f', p.proowner))
             from pg_proc p where p.pronamespace <> to_regnamespace('stopgap_version') and p.pronamespace <> to_regnamespace('stopgap_definer')
           union all select n.nspname, n.oid, n.nspacl from pg_namespace n
           union all select t.oid::regtype::text, t.typnamespace, coalesce(t.typacl, acldefault('T', t.typowner))
             from pg_type t left join pg_class c on c.oid = t.typrelid where t.typtype in ('d', 'e', 'r') or c.relkind = 'c'
         ) as objects (object, schema, acl)
         cross join aclexplode(acl) a
         where a.grantee = 0
           and schema in ('plts'::regnamespace, 'stopgap'::regnamespace, 'stopgap_version'::regnamespace,
             'stopgap_definer'::regnamespace, 'live_deployment'::regnamespace)
         union all
         select l.lanname from pg_language l, aclexplode(l.lanacl) a where l.lanname = 'plts' and a.grantee = 0
         order by 1`,
      ),
    ).toEqual([]);
  });
});
