import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, expect, it, vi } from "vitest";

import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

// Bundling starts processes and loads TypeScript, in Node and in the database.
vi.setConfig({ testTimeout: 120_000 });

const here = fileURLToPath(new URL("../..", import.meta.url));

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
  await on.client.query("create schema app");
});
afterAll(() => on.database.drop());

it("adds a package, lists it, and removes it", async () => {
  const added = await on.stopgap("vendor", "add", "slugify", "--from", here);
  expect(added).toMatchObject({ exitCode: 0, stderr: "" });
  expect(added.stdout).toMatch(/^slugify +1\.6\.9 +\d+ kB +yes +0 +[0-9a-f]{12}$/m);
  expect(added.stdout).toMatch(/^added packages=1 warnings=0\n$/m);
  const listed = await on.stopgap("vendor", "list", "--json");
  expect(JSON.parse(listed.stdout)).toEqual({
    command: "vendor list",
    count: 1,
    packages: [
      {
        specifier: "slugify",
        package: "slugify",
        version: "1.6.9",
        artifact_hash: expect.stringMatching(/^sha256:/) as string,
        size: expect.any(Number) as number,
        typed: true,
        used_by: [],
      },
    ],
  });
  const removed = await on.stopgap("vendor", "remove", "slugify", "--json");
  expect(JSON.parse(removed.stdout)).toEqual({ command: "vendor remove", packages: ["slugify"] });
  expect(await on.stopgap("vendor", "list")).toEqual({
    exitCode: 0,
    stdout: "no packages\n",
    stderr: "",
  });
});

it("answers with one JSON document, and tells of types that it was told to leave out", async () => {
  const { exitCode, stdout, stderr } = await on.stopgap(
    ...["vendor", "add", "slugify", "--from", here, "--types", "none", "--json"],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(JSON.parse(stdout)).toMatchObject({
    command: "vendor add",
    from: here.replace(/\/$/, ""),
    packages: [{ specifier: "slugify", typed: false }],
    warnings: [],
  });
});

it("warns of what code may miss, on stderr", async () => {
  const folder = await mkdtemp(join(tmpdir(), "stopgap-vendor-"));
  const home = join(folder, "node_modules", "links");
  await mkdir(home, { recursive: true });
  await writeFile(join(home, "package.json"), '{ "name": "links", "version": "1.0.0" }');
  await writeFile(join(home, "index.js"), "exports.link = () => new URL('x:y');");
  const outcome = await on.stopgap("vendor", "add", "links", "--from", folder);
  await rm(folder, { recursive: true });
  expect(outcome).toMatchObject({
    exitCode: 0,
    stderr:
      'warning: "links" has no types, so it is imported as any (there may be some: npm install --save-dev @types/links)\n' +
      'warning: links: "URL" does not exist in the database; what uses it fails\n',
  });
});

it("says what to install where a package is not there", async () => {
  const outcome = await on.stopgap("vendor", "add", "not-there", "--from", here);
  expect(outcome).toMatchObject({ exitCode: 16, stdout: "" });
  expect(outcome.stderr).toContain(
    `the package "not-there" is not installed in ${here.slice(0, -1)}`,
  );
  expect(outcome.stderr).toContain("npm install not-there");
});

it("refuses a package that needs Node, and names the import", async () => {
  const outcome = await on.stopgap("vendor", "add", "commander", "--from", here);
  expect(outcome).toMatchObject({ exitCode: 16, stdout: "" });
  expect(outcome.stderr).toMatch(/"node:[a-z_]+" does not exist in the database; commander@/);
});

it("refuses to remove what a function imports, and names it", async () => {
  await on.stopgap("vendor", "add", "slugify", "--from", here);
  await on.client.query(
    `create function app.slug(args jsonb) returns jsonb language plts as
      $$import slugify from "slugify"; export default () => slugify("A b");$$`,
  );
  const outcome = await on.stopgap("vendor", "remove", "slugify");
  expect(outcome).toMatchObject({ exitCode: 11, stdout: "" });
  expect(outcome.stderr).toContain("package 'slugify' is used by app.slug(jsonb)");
});

it("asks for a package", async () => {
  expect(await on.stopgap("vendor", "add")).toMatchObject({ exitCode: 2, stdout: "" });
});

it("does what docs/npm-packages.md shows", async () => {
  const url = new URL("../../../../docs/npm-packages.md", import.meta.url);
  const docs = await readFile(url, "utf8");
  const [, command = ""] = /```sh\n.*\nstopgap (.*)\n```/.exec(docs) ?? [];
  const [, create = "", call = "", answer = ""] =
    /```sql\n(.*?;)\n\n(select .*?);\n-- ([^\n]*)\n```/s.exec(docs) ?? [];
  await on.client.query("create schema shop");
  const outcome = await on.stopgap(...command.split(" "), "--from", here);
  expect(outcome).toMatchObject({ exitCode: 0 });
  await on.client.query(create);
  const { rows } = await on.client.query<Record<string, unknown>>(call);
  expect(JSON.stringify(Object.values(rows[0] ?? {})[0])).toBe(answer);
});
