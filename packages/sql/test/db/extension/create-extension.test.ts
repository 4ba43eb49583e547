import type { TestDatabase } from "@stopgap/local/testing";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { install, packExtension, uninstall, version } from "../../../src/index.js";
import { catalog, definitions } from "../catalog.js";
import { failure } from "../database.js";
import { Session } from "../stopgap/session.js";
import { type ExtensionFiles, noExtensionFolder, packForServer } from "./extension-files.js";

// A server that somebody has named takes no files from a test: STOPGAP_TEST_EXTENSION_FOLDER names its extension folder.
describe.skipIf(noExtensionFolder)("the packed extensions", () => {
  let files: ExtensionFiles;
  beforeAll(async () => {
    files = await packForServer();
  });
  afterAll(() => files.remove());

  const using = async (
    work: (session: Session, database: TestDatabase) => Promise<void>,
    options?: { readonly withEngine?: boolean },
  ): Promise<void> => {
    const database = await files.database(options);
    try {
      await work(new Session(database.client), database);
    } finally {
      await database.drop();
    }
  };

  it("bring the language and deployments into a database that has an engine", () =>
    using(async (session) => {
      await session.client.query("create extension plts");
      const schema = await session.schema();
      await session.returning(schema, "f", 1);
      expect(await session.value(`select ${schema}.f('{}')`)).toBe(1);
      await session.client.query("create extension stopgap");
      const first = await session.deploy("prod", schema);
      await session.returning(schema, "f", 2);
      await session.deploy("prod", schema);
      expect(await session.call("api.legacy.f")).toBe(2);
      expect(await session.call("api.legacy.f", {}, null, first)).toBe(1);
      expect(await session.rollback("prod")).toBe(first);
      expect(await session.value("select live_deployment.f('{}')")).toBe(1);
      expect(await session.value("select plts.version() || ' ' || stopgap.version()")).toBe(
        `${version} ${version}`,
      );
    }));

  it("make exactly what an installation makes", () =>
    using(async (session) => {
      await session.client.query("create extension stopgap cascade");
      const packed = await definitions(session.client);
      await using(async (installed) => {
        await install(installed.client);
        expect(packed).toEqual(await definitions(installed.client));
      });
    }));

  it("are refused without an engine, and say which one can be created", () =>
    using(
      async (session) => {
        expect(await failure(session.client.query("create extension plts"))).toMatchObject({
          code: "42704",
          message: "plts needs a JavaScript engine, and this database has neither plv8 nor pljs",
          hint: expect.stringMatching(/^Run: create extension (?:plv8|pljs);$/) as string,
        });
        expect(await session.value("select to_regnamespace('plts')")).toBeNull();
      },
      { withEngine: false },
    ));

  it("are refused in a database that was installed without them, and say so", () =>
    using(async (session) => {
      await install(session.client);
      expect(await failure(session.client.query("create extension stopgap cascade"))).toMatchObject(
        {
          code: "42710",
          message: `this database has Stopgap ${version} already, installed by "stopgap init"`,
        },
      );
      expect(await session.value("select plts.version()")).toBe(version);
    }));

  it("refuse an installation, which says what there is", () =>
    using(async (session) => {
      await session.client.query("create extension plts");
      await expect(install(session.client)).rejects.toMatchObject({
        code: "installed_as_extension",
        message: `this database has Stopgap ${version} as an extension`,
        hint: expect.stringContaining("alter extension plts update") as string,
      });
    }));

  it("are a superuser's to create", () =>
    using(async (session, database) => {
      await session.client.query(`
        create role extension_admin createrole;
        grant create on database "${database.name}" to extension_admin;
        set role extension_admin`);
      const refused = await failure(session.client.query("create extension plts"));
      await session.client.query(
        "reset role; drop owned by extension_admin; drop role extension_admin",
      );
      expect(refused).toMatchObject({ code: "42501" });
      expect(refused.hint).toMatch(/superuser/);
    }));

  it("are refused to a login role that has only taken on the role of a superuser", () =>
    using(async (session, database) => {
      await session.client.query(`
        create role extension_super superuser;
        create role extension_login login in role extension_super password 'extension_login'`);
      const url = new URL(database.url);
      url.username = url.password = "extension_login";
      const login = await database.connect({ connectionString: url.href });
      await login.query("set role extension_super");
      const refused = await failure(login.query("create extension stopgap cascade"));
      await login.query("reset role");
      await session.client.query("drop role extension_login, extension_super");
      expect(refused).toMatchObject({ code: "42501", hint: "Log in as a superuser." });
    }));

  it("stay while functions or each other need them, and go with everything when told to", () =>
    using(async (session) => {
      const { client } = session;
      const before = await catalog(client);
      await client.query("create extension stopgap cascade");
      const schema = await session.schema();
      await session.returning(schema, "f", 1);
      await session.deploy("prod", schema);
      const engine = await session.value<string>("select plts.engine() ->> 'name'");
      const attempts = [];
      for (const name of ["plts", engine])
        attempts.push(await failure(client.query(`drop extension ${name}`)));
      expect(attempts).toMatchObject([{ code: "2BP01" }, { code: "2BP01" }]);
      expect(attempts[0]?.detail).toMatch(/extension stopgap depends on extension plts/);
      expect(attempts[1]?.detail).toMatch(/extension plts depends on extension pl/);
      await client.query("drop extension stopgap");
      // What was live has its code in the language's schema.
      expect(await session.value("select live_deployment.f('{}')")).toBe(1);
      expect((await failure(client.query("drop extension plts"))).detail).toMatch(
        /function live_deployment.f\(jsonb\) depends on language plts/,
      );
      await client.query(`drop extension plts cascade; drop schema live_deployment, ${schema};
        revoke create on database "${String(await session.value("select current_database()"))}" from stopgap_owner`);
      expect(await catalog(client)).toEqual(before);
    }));

  it("are removed by uninstall, which refuses while there are deployments", () =>
    using(async (session) => {
      const { client } = session;
      const before = await catalog(client);
      await client.query("create extension stopgap cascade");
      const schema = await session.schema();
      await session.returning(schema, "f", 1);
      await session.deploy("prod", schema);
      await session.returning(schema, "f", 2);
      await session.deploy("prod", schema);
      await expect(uninstall(client)).rejects.toMatchObject({ code: "in_use" });
      await uninstall(client, { dropDeployments: true });
      await client.query(`drop schema ${schema}`);
      expect(await catalog(client)).toEqual(before);
      await client.query("create extension plts");
      await uninstall(client);
      expect(await catalog(client)).toEqual(before);
    }));

  it("can be packed with other roles, whatever their names", async () => {
    const roles = {
      owner: "Packed Owner",
      deployer: 'packed "deployer"',
      author: "packed $$ author",
      app: "packed \\ app",
    };
    await packExtension(files.folder, { roles });
    try {
      await using(async (session) => {
        await session.client.query("create extension stopgap cascade");
        const schema = await session.schema();
        await session.returning(schema, "f", 1);
        await session.client.query(
          `grant usage on schema ${schema} to ${pg.escapeIdentifier(roles.deployer)}`,
        );
        await session.as(roles.deployer, () => session.deploy("prod", schema));
        expect(await session.as(roles.app, () => session.call("api.legacy.f"))).toBe(1);
        await uninstall(session.client, { dropDeployments: true });
        await session.client.query(`drop schema ${schema}`);
        for (const role of Object.values(roles).map((each) => pg.escapeIdentifier(each)))
          await session.client.query(`drop owned by ${role}; drop role ${role}`);
      });
    } finally {
      await packExtension(files.folder);
    }
  });
});
