import { describe, expect, it } from "vitest";
import { artifactHash, createCompiler, loadDeclarations } from "../../../src/index.js";
import { ProjectFolder } from "./project-folder.js";
import { exportsOf } from "./run-bundle.js";

describe("the bundle of a project", () => {
  it("has an artifact for each module, imports before importers, shared by those that import it", async () => {
    const project = new ProjectFolder({
      "stopgap/users.ts": `import { price } from "./lib/price.js"; export const users = () => price(1);`,
      "stopgap/orders.ts": `import { price } from "./lib/price"; export const orders = () => price(2);`,
      "stopgap/lib/price.ts": `import { tax } from "../../tax.ts"; export const price = (n: number) => n * tax;`,
      "tax.ts": `export const tax: number = 2;`,
    });
    const bundle = await project.bundle(["users.ts", "orders.ts"]);
    expect(bundle.artifacts.map(({ file }) => file)).toEqual([
      "tax.ts",
      "stopgap/lib/price.ts",
      "stopgap/orders.ts",
      "stopgap/users.ts",
    ]);
    expect(project.artifactOf(bundle, "users.ts").imports).toEqual({
      "./lib/price.js": bundle.artifacts[1]?.hash,
    });
    const { users } = exportsOf(bundle, project.entry("users.ts"));
    expect((users as () => number)()).toBe(2);
  });

  it("has the artifacts that the compiler makes of the same sources and options", async () => {
    const project = new ProjectFolder({
      "stopgap/a.ts": `import { query } from "@stopgap/runtime"; import type { T } from "./t";
        import { b } from "./b"; export const get = query(async (): Promise<T> => b);`,
      "stopgap/b.ts": `export const b: number = 1;`,
      "stopgap/t.ts": `export type T = number;`,
    });
    const { artifacts } = await project.bundle(["a.ts"]);
    expect(artifacts).toHaveLength(2);
    const stored = new Map(artifacts.map((artifact) => [artifact.hash, artifact]));
    const compiler = createCompiler(loadDeclarations(), {
      imports: {
        module: (hash) => {
          const found = stored.get(hash);
          return found && { source: found.source, language: "ts", imports: found.imports };
        },
        resolve: () => undefined,
        declarations: () => ({}),
      },
    });
    for (const { hash, source, options, imports } of artifacts) {
      const made = compiler.compile({ source, options, check: false });
      expect(made.diagnostics).toEqual([]);
      expect(artifactHash({ source, ...made })).toBe(hash);
      expect(made.imports).toEqual(imports);
    }
  });
});
