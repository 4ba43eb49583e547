import { describe, expect, it } from "vitest";
import { ProjectFolder } from "./project-folder.js";
import { exportsOf } from "./run-bundle.js";

/** Packages of a test's own, by name. */
function npm(packages: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  return Object.fromEntries(
    Object.entries(packages).flatMap(([name, files]) =>
      Object.entries({ "package.json": JSON.stringify({ name, version: "1.0.0" }), ...files }).map(
        ([path, text]) => [`node_modules/${name}/${path}`, text],
      ),
    ),
  );
}

const esm = (name: string): string =>
  JSON.stringify({
    name,
    version: "1.0.0",
    type: "module",
    exports: { ".": "./index.js", "./*": "./*.js" },
  });

describe("npm packages of a project", () => {
  it("are there with what is used of them", async () => {
    const project = new ProjectFolder({
      "stopgap/dates.ts": `import { addDays } from "date-fns"; import slugify from "slugify";
        export const next = (d: Date) => addDays(d, 1); export const slug = () => slugify("A b");`,
    }).withPackages();
    const bundle = await project.bundle(["dates.ts"]);
    expect(bundle.artifacts.map(({ file }) => file)).toEqual([null, null, "stopgap/dates.ts"]);
    const dates = bundle.artifacts.find(({ source }) => source.includes("addDays"));
    expect(dates?.source.length).toBeLessThan(2000);
    const { next, slug } = exportsOf(bundle, project.entry("dates.ts"));
    expect((next as (d: Date) => Date)(new Date(0))).toEqual(new Date(86_400_000));
    expect((slug as () => string)()).toBe("A-b");
  });

  it("work as they do elsewhere: kysely, zod, drizzle-orm", async () => {
    const project = new ProjectFolder({
      "stopgap/sql.ts": `
        import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
        import { eq } from "drizzle-orm"; import { pgTable, integer, QueryBuilder } from "drizzle-orm/pg-core";
        const db = new Kysely<{ users: { id: number } }>({ dialect: {
          createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(),
          createIntrospector: (d) => new PostgresIntrospector(d), createQueryCompiler: () => new PostgresQueryCompiler() } });
        export const kysely = () => db.selectFrom("users").select("id").where("id", "=", 1).compile().sql;
        const users = pgTable("users", { id: integer() });
        export const drizzle = () => new QueryBuilder().select().from(users).where(eq(users.id, 1)).toSQL().sql;`,
      "stopgap/shapes.ts": `import * as z from "zod/mini"; export const shape = z.object({ id: z.int() });
        export const parse = (value: unknown) => shape.safeParse(value).success;`,
    }).withPackages();
    const bundle = await project.bundle(["sql.ts", "shapes.ts"]);
    const { kysely, drizzle } = exportsOf(bundle, project.entry("sql.ts"));
    expect((kysely as () => string)()).toBe(`select "id" from "users" where "id" = $1`);
    expect((drizzle as () => string)()).toBe(`select "id" from "users" where "users"."id" = $1`);
    const { parse } = exportsOf(bundle, project.entry("shapes.ts"));
    expect([{ id: 1 }, { id: "1" }].map(parse as (value: unknown) => boolean)).toEqual([
      true,
      false,
    ]);
  }, 180_000);

  it("are one copy where entries share code, and apart where they do not", async () => {
    const project = new ProjectFolder({
      ...npm({
        a: {
          "package.json": esm("a"),
          "index.js": `import { state } from "./state.js"; export const add = () => (state.n += 1); export const unused = "unused";`,
          "sub.js": `export { state } from "./state.js";`,
          "state.js": `export const state = { n: 0 };`,
          "alone.js": `export const alone = 1;`,
        },
        b: { "package.json": esm("b"), "index.js": `export { state } from "a/sub";` },
      }),
      "stopgap/x.ts": `import { add } from "a"; export { alone } from "a/alone"; export { add };`,
      "stopgap/y.ts": `import { state } from "a/sub"; import { state as other } from "b"; export const get = () => [state.n, state === other];`,
      "stopgap/z.ts": `import { add } from "./x"; import { get } from "./y"; export const both = () => [add(), ...get()];`,
    });
    const bundle = await project.bundle(["z.ts"]);
    const packages = bundle.artifacts.filter(({ file }) => file === null);
    expect(packages.map(({ source }) => source)).toEqual([
      expect.stringContaining("alone"),
      expect.stringMatching(/^(?!.*unused).*n:0/s),
      expect.stringMatching(/^export \{ p0_add as add \} from "plts\+artifact:/),
      expect.stringMatching(/^export \{ p1_state as state \} from/),
      expect.stringMatching(/^export \{ p2_state as state \} from/),
    ]);
    const { both } = exportsOf(bundle, project.entry("z.ts"));
    expect((both as () => unknown)()).toEqual([1, 1, true]);
  });

  it("that are CommonJS have the names that TypeScript and Node see", async () => {
    const project = new ProjectFolder({
      ...npm({
        plain: {
          "index.js": `exports.one = 1; exports.two = () => exports.one + 1; exports.default = "d";`,
        },
        one: { "index.js": `module.exports = (x) => x + 1; module.exports.more = 2;` },
        lowered: {
          "index.js": `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = 5; exports.named = 6;`,
        },
        behind: {
          "index.js": `module.exports = require("./lib.js");`,
          "lib.js": `exports.far = 7;`,
        },
      }),
      "stopgap/a.ts": `
        import plain, { one, two } from "plain"; import * as all from "plain";
        import fn from "one"; import five, { named } from "lowered"; import * as far from "behind";
        export const x = [plain.one, one, two(), Object.keys(all).sort(), fn(1), fn.more, five, named, far.far, far.default.far];`,
    });
    const bundle = await project.bundle(["a.ts"]);
    expect(exportsOf(bundle, project.entry("a.ts"))["x"]).toEqual([
      1,
      1,
      2,
      ["default", "one", "two"],
      2,
      2,
      5,
      6,
      7,
      7,
    ]);
  });

  it("that need what the database does not have are told of with the way that leads there", async () => {
    const project = new ProjectFolder({
      ...npm({
        mailer: {
          "package.json": esm("mailer"),
          "index.js": `import { connect } from "./net.js"; export const send = () => connect();`,
          "net.js": `import net from "node:net"; export const connect = () => net.connect();`,
        },
        native: {
          "index.js": `module.exports = require("./build/addon.node");`,
          "build/addon.node": "",
        },
        half: {
          "index.js": `exports.ok = 1; exports.read = () => require("fs").readFileSync("x");`,
        },
      }),
      "stopgap/users.ts": `import { notify } from "./lib/notify"; export const f = () => notify();`,
      "stopgap/lib/notify.ts": `import native from "native";\nimport { send } from "mailer";\nimport "missing";\nimport { ok } from "half";\nimport fs from "node:fs";\nexport const notify = () => [send(), native, ok, fs];`,
    });
    const first = await project.problems(["users.ts"]);
    expect(first.map(({ line, column, message }) => [line, column, message])).toEqual([
      [
        3,
        8,
        `Cannot import "missing": no package of that name is installed, or it has no code there that could run.`,
      ],
      [
        5,
        16,
        `Cannot import "node:fs": it is a module of Node, which does not exist in the database.`,
      ],
    ]);
    expect(first[1]?.chain).toEqual(["stopgap/users.ts", "stopgap/lib/notify.ts", "node:fs"]);
    project.write({
      "stopgap/lib/notify.ts": `import native from "native";\nimport { send } from "mailer";\nimport { ok } from "half";\nexport const notify = () => [send(), native, ok];`,
    });
    const problems = await project.problems(["users.ts"]);
    expect(problems.map(({ line, chain }) => [line, chain.slice(2)])).toEqual([
      [2, ["mailer@1.0.0/index.js", "mailer@1.0.0/net.js", "node:net"]],
      [1, ["native@1.0.0/index.js", "./build/addon.node"]],
    ]);
    expect(problems[0]?.file).toBe(project.entry("lib/notify.ts"));
    project.write({
      "stopgap/lib/notify.ts": `import { ok } from "half";\nexport const notify = () => ok;`,
    });
    const { warnings } = await project.bundle(["users.ts"]);
    expect(warnings.map(({ severity, chain }) => [severity, chain.at(-1)])).toEqual([
      ["warning", "fs"],
    ]);
  });

  it("that lack a name which is imported are refused", async () => {
    const project = new ProjectFolder({
      ...npm({ a: { "package.json": esm("a"), "index.js": `export const here = 1;` } }),
      "stopgap/a.ts": `import { gone } from "a"; export const x = gone;`,
    });
    expect(await project.problems(["a.ts"])).toEqual([
      expect.objectContaining({
        line: 1,
        column: 22,
        message: expect.stringMatching(/^Cannot import "a": .*"gone"/) as string,
      }),
    ]);
  });
});
