import { createTestDatabase, type TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  install,
  InstallError,
  type Row,
  type SqlClient,
  uninstall,
  version,
} from "../../../src/index.js";
import { failure, stopgapDatabase } from "../database.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
});
afterAll(() => database.drop());

async function one(sql: string): Promise<Record<string, unknown>> {
  const { rows } = await database.client.query<Record<string, unknown>>(sql);
  return rows[0] ?? {};
}

describe("install", () => {
  it("does the same any number of times, and keeps what is there", async () => {
    await database.client.query("create schema app");
    await database.client.query(
      "create function app.f(jsonb) returns jsonb language plts as 'export default () => 1'",
    );
    const installation = await install(database.client);
    expect(installation).toMatchObject({ version, previousVersion: version, mode: "language" });
    expect(await one("select app.f('{}') as answer")).toEqual({ answer: 1 });
  });

  it("tells its version and its engine", async () => {
    const { plts, engine } = await one("select plts.version() as plts, plts.engine() as engine");
    expect(plts).toBe(version);
    expect(engine).toMatchObject({
      name: expect.stringMatching(/^(plv8|pljs)$/) as string,
      version: expect.stringMatching(/^\d+\.\d+/) as string,
      mode: "language",
    });
  });

  it("makes roles that cannot log in", async () => {
    const { rows } = await database.client.query(
      `select rolname from pg_roles where not rolcanlogin and not rolsuper
       and rolname in ('stopgap_owner', 'stopgap_deployer', 'stopgap_author', 'app_user') order by 1`,
    );
    expect(rows).toHaveLength(4);
  });

  it("gives PUBLIC nothing", async () => {
    const { rows } = await database.client.query(
      `select 'function ' || p.oid::regprocedure as what
       from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
       where p.pronamespace in ('plts'::regnamespace, 'stopgap'::regnamespace) and a.grantee = 0
         -- Whoever may create a function in the language needs its validator; PostgreSQL checks no right to it.
         and p.proname not in ('call_handler')
       union all
       select 'relation ' || c.oid::regclass
       from pg_class c, aclexplode(c.relacl) a
       where c.relnamespace in ('plts'::regnamespace, 'stopgap'::regnamespace) and a.grantee = 0
       union all
       select 'schema ' || n.nspname from pg_namespace n, aclexplode(n.nspacl) a
       where n.nspname in ('plts', 'stopgap') and a.grantee = 0
       union all
       select 'language ' || l.lanname from pg_language l, aclexplode(coalesce(l.lanacl, acldefault('l', l.lanowner))) a
       where l.lanname = 'plts' and a.grantee = 0`,
    );
    expect(rows).toEqual([]);
  });

  it("refuses a database that has a newer version", async () => {
    await database.client.query("update plts.installation set version = '999.0.0'");
    await expect(install(database.client)).rejects.toMatchObject({ code: "newer_installed" });
    await database.client.query("update plts.installation set version = $1", [version]);
  });

  it("refuses a server without an engine, and leaves nothing behind", async () => {
    const bare = await createTestDatabase();
    try {
      const withoutEngine: SqlClient = {
        query: async (text, values = []) =>
          text.includes("pg_available_extensions")
            ? { rows: [] }
            : bare.client.query<Row>(text, [...values]),
      };
      const refusal = await install(withoutEngine).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(InstallError);
      expect(refusal).toMatchObject({ code: "engine_missing" });
      expect((refusal as Error).message).toContain("neither plv8 nor pljs");
      const { rows } = await bare.client.query("select to_regnamespace('plts') as schema");
      expect(rows).toEqual([{ schema: null }]);
    } finally {
      await bare.drop();
    }
  });

  it("refuses a default role that can log in or is a superuser, and leaves nothing behind", async () => {
    const bare = await createTestDatabase();
    try {
      for (const [role, reason] of [
        [{ can_login: true, is_superuser: false }, "can log in"],
        [{ can_login: false, is_superuser: true }, "is a superuser"],
      ] as const) {
        // The default roles are the whole server's, so this one is only said to be so.
        const withRole: SqlClient = {
          query: async (text, values = []) =>
            values[0] === "app_user" ? { rows: [role] } : bare.client.query<Row>(text, [...values]),
        };
        await expect(install(withRole)).rejects.toMatchObject({
          code: "role_unsuitable",
          message: `the role app_user exists and ${reason}`,
        });
      }
      const { rows } = await bare.client.query("select to_regnamespace('plts') as schema");
      expect(rows).toEqual([{ schema: null }]);
    } finally {
      await bare.drop();
    }
  });

  it("takes the engine's own language from PUBLIC when told to, and functions run as before", async () => {
    const other = await stopgapDatabase();
    await install(other.client, { revokeEngine: true });
    await install(other.client);
    const engine = String((await one("select plts.engine() ->> 'name' as engine"))["engine"]);
    await other.client.query(`create schema app; grant all on schema app to stopgap_author`);
    await other.client.query("set role stopgap_author");
    await other.client.query(
      "create function app.f(jsonb) returns jsonb language plts as 'export default () => 1'",
    );
    const { rows } = await other.client.query("select app.f('{}') as answer");
    const raw = await failure(
      other.client.query(`create function app.raw() returns int language ${engine} as 'return 1'`),
    );
    await other.drop();
    expect(rows).toEqual([{ answer: 1 }]);
    expect(raw).toMatchObject({
      code: "42501",
      message: expect.stringContaining(engine) as string,
    });
  });

  it("takes a role that can log in when it was named", async () => {
    const other = await createTestDatabase();
    try {
      await other.client.query("create role install_login login");
      await expect(
        install(other.client, { roles: { app: "install_login" } }),
      ).resolves.toMatchObject({ version });
    } finally {
      await other.drop();
      await database.client.query("drop role install_login");
    }
  });
});

describe("install without a superuser", () => {
  it("gives everything but the language", async () => {
    const other = await createTestDatabase();
    const roles = {
      owner: "managed_owner",
      deployer: "managed_deployer",
      author: "managed_author",
      app: "managed_app",
    };
    try {
      const engine = String((await one("select plts.engine() ->> 'name' as engine"))["engine"]);
      await other.client.query(`create extension ${engine}`);
      await other.client.query(
        "create role managed_admin login createrole password 'managed_admin'",
      );
      await other.client.query(`alter database "${other.name}" owner to managed_admin`);
      const url = new URL(other.url);
      url.username = url.password = "managed_admin";
      const admin = new pg.Client(url.href);
      await admin.connect();
      await expect(install(admin, { roles, revokeEngine: true })).rejects.toMatchObject({
        code: "engine_not_revoked",
      });
      expect(await install(admin, { roles })).toMatchObject({ mode: "engine" });
      const { rows } = await admin.query("select plts.engine() ->> 'mode' as mode");
      expect(rows).toEqual([{ mode: "engine" }]);
      expect(
        (await failure(admin.query("create function f() returns int language plts as ''"))).code,
      ).toBe("42704");
      await admin.query(`grant ${roles.deployer} to managed_admin; set role ${roles.deployer}`);
      const { rows: compiled } = await admin.query(
        "select plts.get_artifact(plts.compile_and_store('export default () => 1')) ->> 'source_ts' as source",
      );
      expect(compiled).toEqual([{ source: "export default () => 1" }]);
      await admin.end();
    } finally {
      await other.drop();
      await database.client.query(`drop role ${Object.values(roles).join(", ")}, managed_admin`);
    }
  });
});

describe("uninstall", () => {
  it("removes an environment whose only deployment has failed", async () => {
    const other = await stopgapDatabase();
    await other.client.query("select stopgap.try_deploy('prod', 'no_such_schema', null)");
    await uninstall(other.client, { dropDeployments: true });
    const { rows } = await other.client.query("select to_regnamespace('stopgap') as stopgap");
    expect(rows).toEqual([{ stopgap: null }]);
    await other.drop();
  });

  it("refuses where nothing is installed", async () => {
    const bare = await createTestDatabase();
    await expect(uninstall(bare.client)).rejects.toMatchObject({ code: "not_installed" });
    await bare.drop();
  });

  it("refuses while there are deployments, and removes all when told to", async () => {
    const other = await stopgapDatabase();
    await other.client.query("create schema app");
    await other.client.query(
      "create function app.f(args jsonb) returns jsonb language plts as 'export default () => 1'",
    );
    await other.client.query("select stopgap.deploy('prod', 'app')");
    await expect(uninstall(other.client)).rejects.toMatchObject({ code: "in_use" });
    await uninstall(other.client, { dropDeployments: true });
    const { rows } = await other.client.query(
      "select to_regnamespace('plts') as plts, to_regnamespace('live_deployment') as live",
    );
    expect(rows).toEqual([{ plts: null, live: null }]);
    await other.drop();
  });
});
