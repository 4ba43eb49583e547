import type { BundledArtifact } from "@stopgap/compiler/project";
import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../../db/database.js";
import { DeployedProject } from "./deployed-project.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await stopgapDatabase();
});
afterAll(() => database.drop());

const projects: DeployedProject[] = [];
afterAll(() => Promise.all(projects.map((project) => project.close())));

function project(files: Readonly<Record<string, string>>): DeployedProject {
  const made = new DeployedProject(database.client, files);
  projects.push(made);
  return made;
}

/** What the database makes of an artifact's source and options, without a look at types. */
async function compiledAnew({ source, options }: BundledArtifact): Promise<string> {
  const { rows } = await database.client.query<{ hash: string }>(
    "select plts.compile_and_store($1, $2, false) as hash",
    [source, JSON.stringify(options)],
  );
  return rows[0]?.hash ?? "";
}

const cycle = {
  "stopgap/lib/order.ts": `import { Item } from "./item.js";

export let made = 0;
export class Order {
  items: Item[] = [];
  constructor() {
    made += 1;
  }
  fail(text: string): never {
    throw new Error(text);
  }
}
export const item = () => new Item(new Order());
`,
  "stopgap/lib/item.ts": `import { made, Order } from "./order.js";
export class Item {
  constructor(readonly order: Order) {}
  get isOrder() { return this.order instanceof Order; }
}
export const count = () => made;
`,
};

describe("a project in the database", () => {
  it("has modules of the same hash as the database makes of their sources", async () => {
    const shop = project({
      ...cycle,
      "node_modules/kit/package.json": `{"name": "kit", "version": "1.0.0", "type": "module"}`,
      "node_modules/kit/index.js": "export const one = async () => 1; export const two = 2;",
      "node_modules/kit/more.js": `import { one } from "./index.js"; export const more = one;`,
      "stopgap/data.json": `{"name": "data"}`,
      "stopgap/types.ts": "export interface T { readonly n: number }",
      "stopgap/alone.ts": `import { query, v } from "@stopgap/runtime";
        export const get = query(v.object({ n: v.int() }), async ({ n }) => n + 1);`,
      "stopgap/users.ts": `import { query } from "@stopgap/runtime"; import type { T } from "./types";
        import { one } from "kit"; import { more } from "kit/more.js"; import data from "./data.json";
        import { item } from "./lib/order"; import { count, Item } from "./lib/item";
        export const get = query(async (): Promise<T[]> => [
          { n: await one() }, { n: await more() }, { n: count() }, { n: data.name.length },
          { n: Number(item().isOrder) }, { n: Number(item() instanceof Item) }, { n: count() }]);`,
    });
    const { artifacts } = await shop.deploy({ "alone.ts": ["get"], "users.ts": ["get"] });
    expect(await shop.call("api.alone.get", { n: 1 })).toBe(2);
    expect(await shop.call("api.users.get")).toEqual([1, 1, 0, 4, 1, 1, 2].map((n) => ({ n })));
    expect(artifacts).toHaveLength(9);
    for (const artifact of artifacts) expect(await compiledAnew(artifact)).toBe(artifact.hash);
    const alone = artifacts.find(({ file }) => file === "stopgap/alone.ts");
    const checked = await database.client.query<{ hash: string }>(
      `select plts.compile_and_store($1, '{"source_map": true}') as hash`,
      [alone?.source],
    );
    expect(checked.rows).toEqual([{ hash: alone?.hash }]);
  });

  it("names files, lines and columns of modules, cycles and packages in stacks", async () => {
    const shop = project({
      ...cycle,
      "shared/money.ts": `interface Unused {}\nexport function pay(n: number): void {\n  if (n > 1) throw new RangeError("too much");\n}\n`,
      "node_modules/kit/package.json": `{"name": "kit", "version": "1.2.3", "type": "module"}`,
      "node_modules/kit/index.js": `import { inner } from "./inner.js";\nexport const outer = (text) => inner(text) + 1;\nexport const other = 1;`,
      "node_modules/kit/inner.js": `// Fails.\nexport function inner(text) {\n  throw new Error(text);\n}`,
      "stopgap/admin/users.ts": `import { query } from "@stopgap/runtime";
import { pay } from "../../shared/money";
import { Order } from "../lib/order";
import { outer } from "kit";

export const ofModule = query(() => pay(2));
export const ofCycle = query(() => new Order().fail("from a cycle"));
export const ofPackage = query(() => outer("from a package"));
`,
    });
    await shop.deploy({ "admin/users.ts": ["ofModule", "ofCycle", "ofPackage"] });
    const stackOf = async (name: string): Promise<readonly string[]> => {
      const { detail } = await failure(shop.call(`api.admin.users.${name}`));
      const { stack } = JSON.parse(detail) as { readonly stack: string };
      return stack.split("\n").map((line) => line.replace(/^at \S+ /, ""));
    };
    const [module, cyclic, packaged] = [
      await stackOf("ofModule"),
      await stackOf("ofCycle"),
      await stackOf("ofPackage"),
    ];
    expect(module[0]).toMatch(/^\(shared\/money\.ts:3:\d+\)$/);
    expect(module[1]).toMatch(/^\(stopgap\/admin\/users\.ts:6:\d+\)$/);
    expect(cyclic[0]).toMatch(/^\(stopgap\/lib\/order\.ts:10:\d+\)$/);
    expect(cyclic[1]).toMatch(/^\(stopgap\/admin\/users\.ts:7:\d+\)$/);
    expect(packaged[0]).toMatch(/^\(kit@1\.2\.3\/inner\.js:3:\d+\)$/);
    expect(packaged[1]).toMatch(/^\(kit@1\.2\.3\/index\.js:2:\d+\)$/);
    expect(packaged[2]).toMatch(/^\(stopgap\/admin\/users\.ts:8:\d+\)$/);
  });

  it("waits for modules at their top level, one after the other", async () => {
    const shop = project({
      "stopgap/late.ts": `export const late = await new Promise<number>((done) => done(5));`,
      "stopgap/use.ts": `import { query } from "@stopgap/runtime"; import { late } from "./late";
        const twice = (await Promise.resolve(late)) * 2; export const get = query(() => twice);`,
    });
    await shop.deploy({ "use.ts": ["get"] });
    expect(await shop.call("api.use.get")).toBe(10);
  });
});
