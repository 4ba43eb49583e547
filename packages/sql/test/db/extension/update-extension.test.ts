import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { version } from "../../../src/index.js";
import { catalog, definitions } from "../catalog.js";
import { failure } from "../database.js";
import { Session } from "../stopgap/session.js";
import { type ExtensionFiles, noExtensionFolder, packForServer } from "./extension-files.js";

const earlier = "0.0.0-earlier";
const newer = "999.0.0";
const update = "alter extension plts update; alter extension stopgap update";

/** A migration that an earlier version did not have, and could do without. */
const later =
  /^do \$(\w*)\$\nbegin\n {2}if not exists \(select from plts\.migration m where m\.path = 'stopgap\/tables\/0016[\s\S]*?^\$\1\$;$/gm;

describe.skipIf(noExtensionFolder)("an update of the packed extensions", () => {
  let files: ExtensionFiles;
  beforeAll(async () => {
    files = await packForServer();
    await files.packAs(earlier, (script) => script.replace(later, ""));
    await files.packAs(newer);
  });
  afterAll(() => files.remove());

  const using = async (
    created: string,
    work: (session: Session, database: TestDatabase) => Promise<void>,
  ): Promise<void> => {
    const database = await files.database();
    try {
      await database.client.query(
        `create extension plts version '${created}'; create extension stopgap version '${created}'`,
      );
      await work(new Session(database.client), database);
    } finally {
      await database.drop();
    }
  };

  /** Deploys twice. */
  const deploy = async (session: Session): Promise<readonly [number, number]> => {
    await session.client.query("create schema app");
    await session.returning("app", "f", 1);
    const first = await session.deploy("prod", "app", "first");
    await session.returning("app", "f", 2);
    return [first, await session.deploy("prod", "app", "second")];
  };

  it("keeps deployments, whose functions run before, meanwhile and after", () =>
    using(earlier, async (session, database) => {
      expect(await session.value("select plts.version()")).toBe(earlier);
      const applied = "select count(*)::int from plts.migration";
      const [first, second] = await deploy(session);
      const caller = new Session(await database.connect());
      expect(await caller.call("api.legacy.f")).toBe(2);
      const before = await session.value<number>(applied);
      await session.client.query(`begin; ${update}`);
      expect(await caller.value("select live_deployment.f('{}')")).toBe(2);
      await session.client.query("commit");
      expect(await session.value<number>(applied)).toBeGreaterThan(before);
      expect(
        await session.rows(
          "select extname, extversion from pg_extension where extname in ('plts', 'stopgap')",
        ),
      ).toEqual([
        { extname: "plts", extversion: version },
        { extname: "stopgap", extversion: version },
      ]);
      await session.value("select stopgap.complete_versions()");
      expect(await caller.call("api.legacy.f")).toBe(2);
      expect(await caller.call("api.legacy.f", {}, null, first)).toBe(1);
      expect(await session.value("select stopgap.verify('prod') ->> 'is_ok'")).toBe("true");
      expect(await session.rollback("prod")).toBe(first);
      expect(await caller.call("api.legacy.f")).toBe(1);
      await session.returning("app", "f", 3);
      expect(await session.deploy("prod", "app")).toBeGreaterThan(second);
      // What deployments make belongs to nobody's extension.
      expect(
        await session.value(
          `select count(*)::int from pg_depend d join pg_proc p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
           where d.deptype = 'e' and p.pronamespace in ('live_deployment'::regnamespace, 'stopgap_version'::regnamespace)`,
        ),
      ).toBe(0);
    }));

  it("gives the same as the extensions of the new version", () =>
    using(earlier, async (updated) => {
      await updated.client.query(update);
      await using(version, async (created) => {
        expect(await definitions(updated.client)).toEqual(await definitions(created.client));
        const registered =
          "select extname, array(select c::regclass::text from unnest(extconfig) c order by 1) as tables from pg_extension where extname in ('plts', 'stopgap')";
        expect(await updated.rows(registered)).toEqual(await created.rows(registered));
        expect(
          await updated.value(
            "select count(*)::int from pg_depend d join pg_extension e on d.objid = e.oid where e.extname = 'plts' and d.refclassid = 'pg_extension'::regclass",
          ),
        ).toBe(1);
      });
    }));

  it("can be repeated for the same version", () =>
    using(version, async (session) => {
      const before = await definitions(session.client);
      for (const extension of ["plts", "stopgap"])
        await session.client.query(
          `alter extension ${extension} update to 'ANY'; alter extension ${extension} update to '${version}'`,
        );
      expect(await definitions(session.client)).toEqual(before);
    }));

  it("refuses a newer version, and one layer without the other", () =>
    using(newer, async (session) => {
      expect(
        await failure(session.client.query(`alter extension plts update to '${version}'`)),
      ).toMatchObject({
        code: "55000",
        message: `this database has plts ${newer}, which is newer than ${version}`,
      });
      await session.client.query("drop extension stopgap");
      expect(
        await failure(session.client.query(`create extension stopgap version '${version}'`)),
      ).toMatchObject({
        code: "55000",
        message: `stopgap ${version} needs plts ${version}, and this database has plts ${newer}`,
      });
    }));

  it("that fails leaves everything as it was", () =>
    using(earlier, async (session) => {
      const [first] = await deploy(session);
      const seen = async () => [await catalog(session.client), await definitions(session.client)];
      const before = await seen();
      await writeFile(
        join(files.folder, "stopgap--ANY--0.0.1.sql"),
        "create table stopgap.half (); select 1 / 0;",
      );
      const failed = await failure(
        session.client.query(
          "begin; alter extension plts update; alter extension stopgap update to '0.0.1'",
        ),
      );
      await session.client.query("rollback");
      expect(failed).toMatchObject({ code: "22012" });
      expect(await seen()).toEqual(before);
      expect(await session.rollback("prod")).toBe(first);
    }));
});
