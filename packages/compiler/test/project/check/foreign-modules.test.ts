import { describe, expect, it } from "vitest";
import { projectFolder, type Tree } from "../project-folder.js";

const wrappers = `import { query, v } from "@stopgap/runtime";\n`;

function open(files: Tree) {
  const folder = projectFolder(files);
  return { folder, project: folder.open({ isForeign: true }) };
}

async function findingsOf(files: Tree): Promise<string[]> {
  const { folder, project } = open(files);
  return folder.findings(project);
}

describe("modules of somebody else", () => {
  it("import each other and the runtime, and are bundled", async () => {
    const { project } = open({
      "a.ts": `${wrappers}import { b } from "./lib/_b.ts"; import c from "./c.json";
export const f = query(v.object({ n: v.number() }), ({ n }) => n + b + c.c);`,
      "lib/_b.ts": `import type { C } from "../_c.ts"; export const b: C = 1;`,
      "_c.ts": "export type C = number;",
      "c.json": `{ "c": 2 }`,
    });
    const { functions } = await project.bundle();
    expect(functions).toMatchObject([{ path: "api.a.f", args: { properties: { n: {} } } }]);
  });

  it("are not evaluated: the types of arguments say what those are", async () => {
    const { project } = open({
      "a.ts": `${wrappers}const stop = (): never => { throw new Error("evaluated"); };
export const f = query(v.object({ n: v.number() }), () => 1); stop();`,
    });
    expect(await project.check()).toMatchObject({
      diagnostics: [],
      functions: [{ path: "api.a.f" }],
    });
  });

  it.each([
    `import secret from "/etc/secret.json";`,
    `import secret from "../secret.json";`,
    `import secret from "./lib/../../secret.json";`,
    `import type { Secret } from "../secret.ts";`,
    `export * from "../secret.ts";`,
    `type Secret = import("../secret.ts").Secret;`,
    `import secret = require("../secret.ts");`,
    `const secret = import("../secret.json");`,
    `const secret = import(\`../secret.json\`);`,
    `const secret = import("../" + "secret.json");`,
    `const secret = import(\`../\${Math.random()}.json\`);`,
    `const secret = require("../secret.json");`,
    `const secret = (require)("../secret.json");`,
    `const secret = (0, r\\u0065quire)("../secret.json");`,
    `import "zod";`,
    `import "data:text/javascript,import '/etc/secret.json'";`,
    `import "file:///etc/secret.json";`,
    `import "#secret";`,
    `declare module "../secret.ts" {}`,
    `/// <reference path="../secret.d.ts" />`,
  ])("cannot ask for what is not theirs: %s", async (statement) => {
    const findings = await findingsOf({
      "a.ts": statement,
      "/secret.json": `{ "key": 1 }`,
      "/secret.ts": "export type Secret = string; export default 1;",
      "/secret.d.ts": "declare const secret: string;",
    });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatch(/^a\.ts(?::1:\d+)? error 90023 /);
  });

  it.each(["package.json", "lib/package.json", "tsconfig.json", "lib/tsconfig.base.json", "a.tsx"])(
    "cannot bring %s",
    async (path) => {
      const findings = await findingsOf({ "a.ts": "export {};", [path]: "{}" });
      expect(findings).toEqual([expect.stringMatching(new RegExp(`^${path} error 90023 `))]);
    },
  );

  it("may call a member `require`", async () => {
    expect(
      await findingsOf({ "a.ts": "const a = { require: 1 }; export default a.require;" }),
    ).toEqual([]);
  });
});
