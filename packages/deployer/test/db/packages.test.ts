import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { type TestDatabase, withServerLock } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { createDeployer, type Deployer, DeployerError } from "../../src/index.js";
import { define, stopgapDatabase } from "./stopgap-database.js";

// Bundling loads TypeScript, in Node and in the database.
vi.setConfig({ testTimeout: 120_000 });

const from = fileURLToPath(new URL("../..", import.meta.url));

let database: TestDatabase;
let deployer: Deployer;
beforeAll(async () => {
  database = await stopgapDatabase();
  deployer = createDeployer({ client: database.client });
});
afterAll(() => database.drop());

async function failure(operation: Promise<unknown>): Promise<DeployerError> {
  const outcome = await operation.catch((error: unknown) => error);
  if (outcome instanceof DeployerError) return outcome;
  throw new Error("no DeployerError was thrown");
}

async function call(name: string, args: unknown = {}): Promise<unknown> {
  const { rows } = await database.client.query<{ answer: unknown }>(
    `select app.${name}($1) as answer`,
    [JSON.stringify(args)],
  );
  return rows[0]?.answer;
}

/** Folders with a package of this code each, one version after the other. */
async function versions(name: string, ...codes: readonly string[]): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), "stopgap-packages-"));
  afterAll(() => rm(root, { recursive: true }));
  return Promise.all(
    codes.map(async (code, index) => {
      const folder = join(root, `v${String(index + 1)}`);
      const home = join(folder, "node_modules", name);
      await mkdir(home, { recursive: true });
      const manifest = {
        name,
        version: `${String(index + 1)}.0.0`,
        type: "module",
        exports: { ".": "./index.js", "./again": "./again.js" },
      };
      await writeFile(join(home, "package.json"), JSON.stringify(manifest));
      await writeFile(join(home, "index.js"), code);
      await writeFile(join(home, "again.js"), `export * from "./index.js";`);
      return folder;
    }),
  );
}

describe("add", () => {
  it("lets a function import a package, with its types", async () => {
    const { added, warnings } = await deployer.addPackages(["slugify"], { from });
    expect(warnings).toEqual([]);
    expect(added).toMatchObject([
      { specifier: "slugify", package: "slugify", version: "1.6.9", typed: true, used_by: [] },
    ]);
    await define(
      database,
      "slug",
      `import { mutation, v } from "@stopgap/runtime";
       import slugify from "slugify";
       export default mutation(v.object({ title: v.string() }), ({ title }) => slugify(title, { lower: true }));`,
    );
    expect(await call("slug", { title: "Ünder the Sea" })).toBe("under-the-sea");
    await expect(
      define(database, "wrong", `import slugify from "slugify"; export default () => slugify(1);`),
    ).rejects.toThrow("Argument of type 'number' is not assignable to parameter of type 'string'");
  });

  it("keeps one copy of the code that entries share", async () => {
    const [folder = ""] = await versions("shared", "export class Shared {}");
    const { added, warnings } = await deployer.addPackages(["shared", "shared/again"], {
      from: folder,
    });
    expect(added.map(({ specifier, typed }) => [specifier, typed])).toEqual([
      ["shared", false],
      ["shared/again", false],
    ]);
    expect(warnings).toEqual([
      expect.stringMatching(/^"shared" has no types/),
      expect.stringMatching(/^"shared\/again" has no types/),
    ]);
    await define(
      database,
      "same",
      `import { Shared } from "shared"; import * as again from "shared/again";
       export default () => new again.Shared() instanceof Shared;`,
    );
    expect(await call("same")).toBe(true);
  });

  it("adds entries again that share code with one that is added", async () => {
    const [first = "", second = ""] = await versions(
      "moved",
      "export class Moved {}; export const version = 1;",
      "export class Moved {}; export const version = 2;",
    );
    await deployer.addPackages(["moved"], { from: first });
    const { added } = await deployer.addPackages(["moved/again"], { from: second });
    expect(added.map(({ specifier, version }) => [specifier, version])).toEqual([
      ["moved", "2.0.0"],
      ["moved/again", "2.0.0"],
    ]);
  });

  it("leaves functions what they were created with, until they are created again", async () => {
    const [first = "", second = ""] = await versions(
      "kept",
      "export const kept = 1;",
      "export const kept = 2;",
    );
    const source = `import { kept } from "kept"; export default () => kept;`;
    await deployer.addPackages(["kept"], { from: first });
    await define(database, "kept", source);
    await deployer.addPackages(["kept"], { from: second });
    expect(await call("kept")).toBe(1);
    await define(database, "kept", source);
    expect(await call("kept")).toBe(2);
  });

  it("stores code once, whatever folder it comes from", async () => {
    const code = "export const once = 'once';";
    const [first = "", ...others] = await versions("once", code);
    expect(others).toEqual([]);
    const [added] = (await deployer.addPackages(["once"], { from: first })).added;
    const count = async (): Promise<unknown> => {
      const { rows } = await database.client.query("select count(*)::int as n from plts.artifact");
      return rows[0];
    };
    const before = await count();
    const [again] = (await deployer.addPackages(["once"], { from: first })).added;
    expect(again).toEqual(added);
    expect(await count()).toEqual(before);
  });

  it("names the artifact in Node as the database does", async () => {
    const { vendorPackages } = await import("@stopgap/compiler/project");
    const [group] = await vendorPackages(["slugify"], { from });
    const { added } = await deployer.addPackages(["slugify"], { from });
    expect(added[0]?.artifact_hash).toBe(group?.hash);
  });

  it("changes nothing when one of several packages cannot be used", async () => {
    const [folder = ""] = await versions("fine", "export const fine = 1;");
    const error = await failure(deployer.addPackages(["fine", "not-there"], { from: folder }));
    expect(error).toMatchObject({
      code: "unusable_package",
      message: `the package "not-there" is not installed in ${folder}`,
      hint: "Install it there first: npm install not-there",
    });
    expect((await deployer.packages()).map(({ specifier }) => specifier)).not.toContain("fine");
  });

  it("refuses a package that throws when it is loaded in the database", async () => {
    const [folder = ""] = await versions("throws", "export const url = new URL('x:y');");
    const error = await failure(deployer.addPackages(["throws"], { from: folder }));
    expect(error).toMatchObject({
      code: "refused",
      message: expect.stringMatching(
        /^throws cannot be loaded in this database: .*URL.* is not defined/,
      ) as string,
    });
    expect((await deployer.packages()).map(({ specifier }) => specifier)).not.toContain("throws");
  });

  it("stops code that never ends while it is loaded", async () => {
    const [folder = ""] = await versions("endless", "for (;;); export {}; export const x = 1;");
    await database.client.query("set statement_timeout = '2s'");
    const error = await failure(deployer.addPackages(["endless"], { from: folder }));
    await database.client.query("reset statement_timeout");
    expect(error).toMatchObject({ sqlstate: "57014" });
  });
});

describe("remove", () => {
  it("takes a package away that nothing uses, and refuses one that is used", async () => {
    const [folder = ""] = await versions("gone", "export const gone = 1;");
    await deployer.addPackages(["gone", "gone/again"], { from: folder });
    await define(database, "uses", `import { gone } from "gone"; export default () => gone;`);
    expect(await failure(deployer.removePackages(["gone/again", "gone"]))).toMatchObject({
      code: "refused",
      sqlstate: "2BP01",
      message: "package 'gone' is used by app.uses(jsonb)",
    });
    const found = (await deployer.packages()).filter(({ package: name }) => name === "gone");
    expect(found.map(({ specifier, used_by: users }) => [specifier, users])).toEqual([
      ["gone", ["app.uses(jsonb)"]],
      ["gone/again", []],
    ]);
    await database.client.query("drop function app.uses(jsonb)");
    await deployer.removePackages(["gone/again", "gone"]);
    await expect(
      define(database, "uses", `import { gone } from "gone"; export default () => gone;`),
    ).rejects.toThrow("stopgap vendor add gone");
    expect(await failure(deployer.removePackages(["gone"]))).toMatchObject({
      message: "no package 'gone' is in plts.import_map",
    });
  });
});

describe("deployed functions", () => {
  it("run with the packages that they were deployed with", async () => {
    const [first = "", second = ""] = await versions(
      "deployed",
      "export const deployed = 1;",
      "export const deployed = 2;",
    );
    await database.client.query("create schema shop");
    const create = `create or replace function shop.f(args jsonb) returns jsonb language plts as
      $$import { deployed } from "deployed"; export default () => deployed;$$`;
    await deployer.addPackages(["deployed"], { from: first });
    await database.client.query(create);
    await deployer.deploy({ env: "packages", fromSchema: "shop" });
    await deployer.addPackages(["deployed"], { from: second });
    expect(await deployer.callFunction("api.legacy.f", "{}", { env: "packages" })).toBe("1");
    expect(await failure(deployer.removePackages(["deployed"]))).toMatchObject({
      message: expect.stringMatching(/f\(jsonb\), shop.f\(jsonb\)$/) as string,
    });
    await database.client.query(create);
    await deployer.deploy({ env: "packages", fromSchema: "shop" });
    expect(await deployer.callFunction("api.legacy.f", "{}", { env: "packages" })).toBe("2");
    await deployer.rollback("packages");
    expect(await deployer.callFunction("api.legacy.f", "{}", { env: "packages" })).toBe("1");
  });
});

describe("rights", () => {
  it("are those of the deployer role", async () => {
    const [folder = ""] = await versions("granted", "export const granted = 1;");
    await withServerLock("roles", async () => {
      const role = `vendor_${String(process.pid)}`;
      const { client } = database;
      await client.query(`create role ${role}`);
      try {
        await client.query(`set role ${role}`);
        const refused = await failure(deployer.addPackages(["granted"], { from: folder }));
        expect(refused).toMatchObject({ sqlstate: "42501" });
        await client.query(`reset role; grant stopgap_deployer to ${role}; set role ${role}`);
        const { added } = await deployer.addPackages(["granted"], { from: folder });
        expect(added).toHaveLength(1);
        await deployer.removePackages(["granted"]);
      } finally {
        await client.query(`reset role; drop role ${role}`);
      }
    });
  });
});
