import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { ownerRole, platformRole } from "../../src/naming/platform-name.js";
import type { SchemaFiles } from "../fixtures/schema-archive.js";
import { openTenantGateway } from "../fixtures/tenant-gateway.js";

// Bundling takes a process.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const tenant = await openTenantGateway({ secretKey: "a key for tests only" });
const { parts } = tenant;
afterAll(() => tenant.remove());

const [gatewayRole] = parts.settings.servers.map(({ user }) => user);
const [own, foreign] = [parts.platform("own"), parts.platform("foreign")];
const database = `${own}_main`;
const schema: SchemaFiles = {
  "tables/note.sql": "create table note (id serial primary key, body text);",
  "functions/notes.ts": `import { query, v } from "@stopgap/runtime";
export const count = query(v.object({}), async (_args, ctx) => {
  const [row] = await ctx.db.query<{ count: string }>("select count(*)::text as count from note");
  return row?.count ?? null;
});`,
};

beforeAll(async () => {
  for (const platform of [own, foreign])
    expect((await tenant.form("/register", { platform }, schema)).body).toMatchObject({
      status: "ready",
    });
});

let count = 0;
let applied: SchemaFiles = {};
/** Applies one more migration of the platform that attacks. */
async function migrate(sql: string): Promise<string> {
  count += 1;
  const migration = { [`migrations/${String(count).padStart(4, "0")}_attack.sql`]: sql };
  const files = { ...schema, ...applied, ...migration };
  const answer = await tenant.form("/migrate", { platform: own }, files);
  if (answer.status !== 200) return JSON.stringify(answer.body);
  applied = { ...applied, ...migration };
  return "done";
}

const attacks: readonly (readonly [what: string, sql: string, refusal: RegExp])[] = [
  [
    "become the gateway's role",
    `reset role; set role ${gatewayRole ?? ""};`,
    /permission denied to set role/,
  ],
  [
    "go on as somebody else",
    `set session authorization ${gatewayRole ?? ""};`,
    /permission denied to set session/,
  ],
  ["make a role", "create role intruder;", /permission denied to create role/],
  [
    "read the hashes of passwords",
    "select rolpassword from pg_authid;",
    /permission denied for table pg_authid/,
  ],
  [
    "run a program",
    "copy note (body) from program 'id';",
    /permission denied to COPY|must be superuser/,
  ],
  [
    "read a file",
    "copy note (body) from '/etc/passwd';",
    /permission denied to COPY|must be superuser/,
  ],
  [
    "read a file with a function",
    "select pg_read_file('/etc/passwd');",
    /permission denied for function/,
  ],
  [
    "connect to another database",
    "create extension dblink;",
    /permission denied to create extension/,
  ],
  [
    "change another platform's role",
    `alter role ${ownerRole(foreign)} password 'x';`,
    /permission denied|must have/,
  ],
  [
    "become another platform",
    `set role ${platformRole(foreign)};`,
    /permission denied to set role/,
  ],
  [
    "give itself another platform's role",
    `grant ${ownerRole(foreign)} to ${ownerRole(own)};`,
    /permission denied|must have admin/,
  ],
  [
    "give itself the gateway's role",
    `grant ${gatewayRole ?? ""} to ${ownerRole(own)};`,
    /permission denied|must be superuser|must have admin/,
  ],
  [
    "give its database away",
    `alter database ${database} owner to ${gatewayRole ?? ""};`,
    /must be (?:member|able to SET ROLE)/,
  ],
  [
    "open another platform's database",
    `grant connect on database ${foreign}_main to ${ownerRole(own)};`,
    /permission denied for database/,
  ],
];

const attacksOutsideOfTransactions: typeof attacks = [
  ["make a database", "create database intruder;", /permission denied to create database/],
  [
    "drop another platform's database",
    `drop database ${foreign}_main;`,
    /must be owner of database/,
  ],
  [
    "change the server's settings",
    "alter system set work_mem = '1MB';",
    /permission denied to set parameter/,
  ],
];

describe("a migration of an uploaded schema", () => {
  it.each(attacks)("cannot %s (GW-25, GW-26)", async (_what, sql, refusal) => {
    expect(await migrate(sql)).toMatch(refusal);
  });

  it.each([...attacks, ...attacksOutsideOfTransactions])(
    "cannot %s outside of a transaction (GW-25, GW-26)",
    async (_what, sql, refusal) => {
      expect(await migrate(`-- stopgap: no-transaction\n${sql}`)).toMatch(refusal);
    },
  );

  it("runs as a role that can do nothing on the server but log in to its own databases (GW-26)", async () => {
    const [role] = await parts.query(
      `select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolreplication,
              array(select datname::text from pg_database where datname like '${own.split("_")[0] ?? ""}\\_%'
                     and has_database_privilege(r.oid, oid, 'connect')) as databases
         from pg_roles r where rolname = '${ownerRole(own)}'`,
    );
    expect(role).toEqual({
      ...{ rolsuper: false, rolcreatedb: false, rolcreaterole: false },
      ...{ rolbypassrls: false, rolreplication: false, databases: [database] },
    });
  });

  it("may do nothing in the gateway's own database (GW-26)", async () => {
    const [rights] = await parts.query(
      `select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname in ('stopgap_gateway', 'public') and c.relname ~ 'gateway'
          and has_table_privilege('${ownerRole(own)}', c.oid, 'select, insert, update, delete')`,
      "postgres",
    );
    expect(rights).toEqual({ count: 0 });
  });
});

describe("a function of an uploaded schema", () => {
  const escaping = {
    "functions/escape.sql": `create function escape(statement text) returns text language plpgsql as $$
      begin execute statement; return current_user; end $$;`,
    "functions/escape_as_definer.sql": `create function escape_as_definer() returns text language sql security definer
      as $$ select current_user::text $$;`,
  };
  const call = (name: string, params: readonly string[]) =>
    tenant.post("/call", { platform: own, function: name, params });
  beforeAll(async () => {
    const answer = await tenant.form(
      "/migrate",
      { platform: own },
      { ...schema, ...applied, ...escaping },
    );
    expect(answer).toMatchObject({ status: 200 });
  });

  it("cannot leave its platform's role when it is called (GW-25, GW-26)", async () => {
    for (const statement of ["reset role", "set role none", "reset session authorization"])
      expect(await call("escape", [statement])).toMatchObject({
        status: 200,
        body: { rows: [{ escape: platformRole(own) }] },
      });
    for (const statement of [
      `set role ${gatewayRole ?? ""}`,
      `set role ${ownerRole(own)}`,
      `set session authorization ${gatewayRole ?? ""}`,
      "select rolpassword from pg_authid",
    ])
      expect(await call("escape", [statement])).toMatchObject({
        status: 500,
        body: { sqlstate: "42501" },
      });
  });

  it("runs as its platform's owner where it is a security definer (GW-26)", async () => {
    expect(await call("escape_as_definer", [])).toMatchObject({
      body: { rows: [{ escape_as_definer: ownerRole(own) }] },
    });
  });
});

describe("what a platform leaves in its database for the gateway to run", () => {
  it("is not run by the gateway's role, in whatever way its names are found (GW-26)", async () => {
    const [{ name: engine } = {}] = await parts.query(
      "select extname as name from pg_extension where extname in ('plv8', 'pljs')",
      database,
    );
    const language = String(engine);
    const traps = `
      create schema trap;
      create table trap.caught (login text);
      grant usage on schema trap to public;
      grant insert on trap.caught to public;
      create function public.to_regclass(text) returns regclass language plpgsql as $$
        begin insert into trap.caught values (session_user); return pg_catalog.to_regclass($1); end $$;
      create function public.set_config(text, text, boolean) returns text language plpgsql as $$
        begin insert into trap.caught values (session_user); return pg_catalog.set_config($1, $2, $3); end $$;
      create function public.format(text, variadic text[]) returns text language plpgsql as $$
        begin insert into trap.caught values (session_user); return pg_catalog.format($1, variadic $2); end $$;
      create function public.spring() returns void language ${language} as $$
        ${language}.execute("insert into trap.caught values (session_user)") $$;
      alter database ${database} set search_path = public, pg_catalog;
      alter database ${database} set "${language}.start_proc" = 'public.spring';
      alter role ${ownerRole(own)} set search_path = public, pg_catalog;
      alter role ${ownerRole(own)} set "${language}.start_proc" = '';`;
    expect(await migrate(traps)).toBe("done");
    // Other roles are what makes the gateway install Stopgap anew.
    await parts.query(
      `update plts.installation set roles = roles || '{"deployer": "x"}'`,
      database,
    );
    const found = await parts.registry.findDatabase(database);
    if (found) await parts.pools.forget(found);
    const changed = {
      "functions/more.ts": (schema["functions/notes.ts"] ?? "").replace("count", "more"),
    };
    const answer = await tenant.form(
      "/migrate",
      { platform: own },
      { ...schema, ...applied, ...changed },
    );
    expect(answer.body).toMatchObject({ status: "completed" });
    const [state] = await parts.query(
      `select (select roles ->> 'deployer' from plts.installation) <> 'x' as is_installed,
              array(select distinct login from trap.caught) as logins`,
      database,
    );
    expect(state).toMatchObject({ is_installed: true });
    expect(state?.["logins"]).toContain(ownerRole(own));
    expect(state?.["logins"]).not.toContain(gatewayRole);
  });

  it("is no schema that Stopgap would be installed into (GW-26)", async () => {
    const platform = parts.platform("squat");
    const tables = { "tables/note.sql": schema["tables/note.sql"] ?? "" };
    await tenant.form("/register", { platform }, tables);
    const trap = {
      "migrations/1.sql":
        "create schema plts; create table plts.installation (version text, roles jsonb);",
    };
    expect(await tenant.form("/migrate", { platform }, { ...tables, ...trap })).toMatchObject({
      status: 200,
    });
    expect(await tenant.form("/migrate", { platform }, { ...schema, ...trap })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining("need the schema 'plts'") as string },
    });
  });
});
