import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { ProjectFolder } from "./project-folder.js";

const files = {
  "package.json": `{"name": "app", "version": "1.0.0"}`,
  "stopgap/users.ts": `import { a } from "./lib/a"; import { addDays } from "date-fns"; import slugify from "slugify";
    import * as cycle from "./lib/b"; import data from "./data.json"; export const f = () => [a, addDays, slugify, cycle, data];`,
  "stopgap/orders.ts": `import { format, addDays } from "date-fns"; import { c } from "./lib/c"; export const g = [format, addDays, c];`,
  "stopgap/lib/a.ts": `import { b } from "./b"; export const a = () => b; export class A {}`,
  "stopgap/lib/b.ts": `import { A } from "./a"; import { outside } from "../../outside"; export const b = () => [A, outside];`,
  "stopgap/lib/c.ts": `export { a as c } from "./a";`,
  "stopgap/data.json": `{ "n": 1 }`,
  "outside.ts": `export const outside = 1;`,
};

const cwd = process.cwd();
afterEach(() => {
  process.chdir(cwd);
});

describe("a bundle", () => {
  it("is the same wherever the project lies, in whatever order its files are named", async () => {
    const here = new ProjectFolder(files).withPackages();
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    const there = new ProjectFolder(reversed, "a/deeper/folder with spaces/app").withPackages();
    const one = await here.bundle(["users.ts", "orders.ts"]);
    process.chdir("/");
    const other = await there.bundle(["orders.ts", "users.ts"]);
    expect(other.artifacts).toEqual(one.artifacts);
    expect([...other.hashes.values()].sort()).toEqual([...one.hashes.values()].sort());
    expect(JSON.stringify(one.artifacts)).not.toContain(here.root);
  }, 180_000);

  it("has one artifact for equal modules, whatever they are called", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `export const x = 1;`,
      "stopgap/b/c.ts": `export const x = 1;`,
      "stopgap/use.ts": `import { x } from "./a"; import { x as y } from "./b/c"; export const z = x + y;`,
    });
    const { artifacts, hashes } = await project.bundle(["use.ts", "a.ts", "b/c.ts"]);
    expect(artifacts).toHaveLength(2);
    expect(hashes.get(project.entry("a.ts"))).toBe(hashes.get(project.entry("b/c.ts")));
  });

  it("changes for a changed module and what imports it, and for nothing else", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `import { b } from "./b"; export const a = b;`,
      "stopgap/b.ts": `export const b = 1;`,
      "stopgap/c.ts": `export const c = 1;`,
    });
    const bundler = project.bundler();
    const entries = ["a.ts", "c.ts"];
    const before = await project.bundle(entries, bundler);
    project.write({ "stopgap/b.ts": `export const b = 2;` });
    const after = await project.bundle(entries, bundler);
    expect(after.hashes.get(project.entry("a.ts"))).not.toBe(
      before.hashes.get(project.entry("a.ts")),
    );
    expect(after.hashes.get(project.entry("c.ts"))).toBe(before.hashes.get(project.entry("c.ts")));
    project.write({ "stopgap/b.ts": `export const b = 1;` });
    expect((await project.bundle(entries, bundler)).artifacts).toEqual(before.artifacts);
  });

  it("is right where several are asked for at once, or after one that failed", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `import { b } from "data:text/javascript,export const b = 1;"; export const a = b;`,
      "stopgap/c.ts": `export const c = 1;`,
      "stopgap/broken.ts": `import { gone } from "./gone"; export const d = gone;`,
    });
    const bundler = project.bundler();
    const [failed, one, other] = await Promise.allSettled(
      [["broken.ts"], ["a.ts"], ["c.ts"]].map((entries) => project.bundle(entries, bundler)),
    );
    expect(failed?.status).toBe("rejected");
    expect([one, other]).toEqual([
      { status: "fulfilled", value: await project.bundle(["a.ts"]) },
      { status: "fulfilled", value: await project.bundle(["c.ts"]) },
    ]);
  });

  it("follows what is added, and what leads elsewhere", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `import { x } from "./x"; export const a = x;`,
      "stopgap/x/index.ts": `export const x = "folder";`,
      "node_modules/kit/package.json": `{"name": "kit", "version": "1.0.0", "type": "module"}`,
      "node_modules/kit/index.js": `export const k = 1;`,
    });
    const bundler = project.bundler();
    const first = await project.bundle(["a.ts"], bundler);
    expect(first.artifacts.map(({ file }) => file)).toContain("stopgap/x/index.ts");
    project.write({ "stopgap/x.ts": `import { k } from "kit"; export const x = k;` });
    const second = await project.bundle(["a.ts"], bundler);
    expect(second.artifacts.map(({ file }) => file)).toEqual([
      null,
      "stopgap/x.ts",
      "stopgap/a.ts",
    ]);
    project.write({ "node_modules/kit/index.js": `export const k = "another";` });
    const third = await project.bundle(["a.ts"], bundler);
    expect(third.artifacts[0]?.source).toContain("another");
  });
});

describe("the cache of compiled modules", () => {
  const tree = {
    "stopgap/a.ts": `import { b } from "./b"; import * as c from "./b"; export * from "./b"; export const a = [b, c];`,
    "stopgap/b.ts": `export const b = 1;`,
  };

  it("gives what compiling gives", async () => {
    const project = new ProjectFolder(tree);
    const cacheFolder = join(project.root, ".stopgap/cache");
    const without = await project.bundle(["a.ts"]);
    const cold = await project.bundle(["a.ts"], project.bundler({ cacheFolder }));
    const warm = await project.bundle(["a.ts"], project.bundler({ cacheFolder }));
    expect(readdirSync(join(cacheFolder, "modules"))).toHaveLength(2);
    expect([cold.artifacts, warm.artifacts]).toEqual([without.artifacts, without.artifacts]);
  });

  it.each([
    ["cut off", (text: string) => text.slice(0, text.length / 2)],
    ["changed", (text: string) => text.replace("exports", "EXPORTS")],
    ["empty", () => ""],
    ["something else", () => "{}"],
  ])("does no harm when its files are %s", async (_name, damage) => {
    const project = new ProjectFolder(tree);
    const cacheFolder = join(project.root, ".stopgap/cache");
    const sound = await project.bundle(["a.ts"], project.bundler({ cacheFolder }));
    const folder = join(cacheFolder, "modules");
    for (const name of readdirSync(folder)) {
      writeFileSync(join(folder, name), damage(readFileSync(join(folder, name), "utf8")));
    }
    const again = await project.bundle(["a.ts"], project.bundler({ cacheFolder }));
    expect(again.artifacts).toEqual(sound.artifacts);
  });

  it("does no harm where it cannot be written", async () => {
    const project = new ProjectFolder({ ...tree, file: "" });
    const bundler = project.bundler({ cacheFolder: join(project.root, "file") });
    expect((await project.bundle(["a.ts"], bundler)).artifacts).toHaveLength(2);
  });
});
