import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { run } from "../../src/run.js";
import { fakeContext } from "../fixtures/fake-context.js";
import { temporaryFolder } from "../fixtures/temporary-folder.js";

/** Runs `stopgap init` in a folder; no database can be reached. */
async function init(folder: string, ...more: readonly string[]) {
  const { context, stdout, stderr } = fakeContext({ folder });
  const exitCode = await run(["init", ...more], context);
  return { exitCode, stdout: stdout(), stderr: stderr() };
}

describe("stopgap init without a database (SG-L03)", () => {
  it("makes a folder, an example, a tsconfig and a configuration in the root of the project", async () => {
    const root = await temporaryFolder({ "package.json": "{}", "src/index.ts": "" });
    const outcome = await init(join(root, "src"), "--json");
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(outcome.stdout)).toEqual({
      command: "init",
      project_root: root,
      marker: "package.json",
      created: ["stopgap.config.ts", "stopgap/tsconfig.json", "stopgap/example.ts", ".gitignore"],
      created_stopgap_dir: true,
      created_example_file: true,
      example_file: join(root, "stopgap/example.ts"),
    });
    expect(await readFile(join(root, ".gitignore"), "utf8")).toBe(".stopgap/\n");
  });

  it("changes nothing the second time", async () => {
    const root = await temporaryFolder({ ".gitignore": "dist" });
    await init(root);
    const before = await contents(root);
    const outcome = await init(root);
    expect(await contents(root)).toEqual(before);
    expect(outcome.stdout).toBe(
      `initialized stopgap root=${root} marker=.gitignore created_stopgap_dir=off created_example_file=off\n`,
    );
    expect(before[".gitignore"]).toBe("dist\n.stopgap/\n");
  });

  it("leaves what is there as it is, and adds no example to functions that are there", async () => {
    const root = await temporaryFolder({
      "package.json": "{}",
      "stopgap.config.mjs": "export default {};",
      "stopgap/users.ts": "// mine",
      "stopgap/tsconfig.json": "{}",
      ".gitignore": "/.stopgap\n",
    });
    const before = await contents(root);
    await init(root);
    expect(await contents(root)).toEqual(before);
  });

  it("makes the folder that a configuration names", async () => {
    const config = "export default { folder: 'functions' };";
    const root = await temporaryFolder({ "package.json": "{}", "stopgap.config.mjs": config });
    const outcome = await init(root, "--json");
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      created: ["functions/tsconfig.json", "functions/example.ts", ".gitignore"],
      created_example_file: true,
      example_file: join(root, "functions/example.ts"),
    });
  });

  it("takes the nearest folder with a marker, .git before .gitignore before package.json", async () => {
    const root = await temporaryFolder({
      ".git/HEAD": "",
      "inner/package.json": "{}",
      "inner/.gitignore": "",
      "inner/deep/file": "",
    });
    const outcome = await init(join(root, "inner/deep"), "--json");
    expect(JSON.parse(outcome.stdout)).toMatchObject({
      project_root: join(root, "inner"),
      marker: ".gitignore",
    });
  });

  it("ends with 14 where nothing looks like a project", async () => {
    const outcome = await init("/");
    expect(outcome.exitCode).toBe(14);
    expect(outcome.stderr).toContain(
      "project root not found from /; expected one of .git, .gitignore, or package.json",
    );
  });

  it("makes no project when asked, but then needs a database", async () => {
    const outcome = await init("/", "--database-only");
    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain("--database-only needs a database to install into");
  });
});

async function contents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const read = files.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(folder.length + 1), await readFile(path, "utf8")] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}
