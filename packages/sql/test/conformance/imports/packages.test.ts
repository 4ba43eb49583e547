import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { App, failure, stopgapDatabase } from "../../db/database.js";

let database: TestDatabase;
let app: App;
beforeAll(async () => {
  database = await stopgapDatabase();
  app = new App(database.client);
  await database.client.query("create schema app");
});
afterAll(() => database.drop());

async function value<T>(sql: string, values: readonly unknown[] = []): Promise<T> {
  const { rows } = await database.client.query<{ value: T }>(`select ${sql} as value`, [...values]);
  return rows[0]?.value as T;
}

/** Adds a package; returns the hash of its code. */
async function add(
  specifier: string,
  source: string,
  declarations: Readonly<Record<string, string>> = {},
  name: string | null = null,
): Promise<string> {
  const hash = await value<string>(
    `plts.compile_and_store($1, '{"language": "js", "source_map": true}', false)`,
    [source],
  );
  await value("plts.set_import($1, $2, $3, $4, $5)", [
    specifier,
    hash,
    declarations,
    name,
    name && "1",
  ]);
  return hash;
}

function importMap(name: string): Promise<unknown> {
  return value(`plts.pointer('app.${name}(jsonb)'::regprocedure) -> 'import_map'`);
}

describe("a package", () => {
  it("is imported by its name, and is fixed in the function's import map (SG-M01)", async () => {
    const hash = await add("kit", "export const n = 1;", { "kit.d.ts": "export const n: number;" });
    await app.define("uses", `import { n } from "kit"; export default () => n;`);
    expect(await app.call("uses")).toBe(1);
    expect(await importMap("uses")).toEqual({ kit: hash });
    const newer = await add("kit", "export const n = 2;");
    expect(await app.call("uses")).toBe(1);
    await app.define("uses", `import { n } from "kit"; export default () => n;`);
    expect(await app.call("uses")).toBe(2);
    expect(await importMap("uses")).toEqual({ kit: newer });
  });

  it("may import others, which the function's map then holds as well, and nothing else", async () => {
    const base = await add("base", "export const n = 3;");
    const top = await add("top", `export { n } from "base"; export * as self from "${url()}";`);
    await add("unused", "export {};");
    await app.define("uses_top", `import { n } from "top"; export default () => n;`);
    expect(await app.call("uses_top")).toBe(3);
    expect(await importMap("uses_top")).toEqual({ base, top });

    function url(): string {
      return "data:text/javascript,export default 1";
    }
  });

  it("is typed by its declarations, which those of one version share", async () => {
    const shared = "export declare class Box { private secret: number; constructor(); }";
    await add(
      "@acme/box",
      "export class Box {}",
      {
        "@acme/box.d.ts": `export * from "../lib/box.js";`,
        "lib/box.d.ts": shared,
      },
      "@acme/box",
    );
    await add(
      "@acme/box/open",
      "export const open = (box) => typeof box;",
      {
        "@acme/box/open.d.ts": `import type { Box } from "../../lib/box.js"; export declare function open(box: Box): string;`,
      },
      "@acme/box",
    );
    expect(
      await app.run(
        `import { Box } from "@acme/box"; import { open } from "@acme/box/open"; export default () => open(new Box());`,
      ),
    ).toBe("object");
    const { message } = await failure(
      app.define("wrong", `import { open } from "@acme/box/open"; export default () => open(1);`),
    );
    expect(message).toBe(
      "line 1, column 66: Argument of type 'number' is not assignable to parameter of type 'Box'.",
    );
  });

  it("that nobody has added is refused (SG-M02)", async () => {
    const { code, message } = await failure(
      app.define("wrong", `import lodash from "lodash";\nexport default () => lodash;`),
    );
    expect(code).toBe("42601");
    expect(message).toBe(
      'line 1, column 20: Cannot import "lodash": no package of that name is in plts.import_map; ' +
        'add it with "stopgap vendor add lodash", or say where it leads in a comment: ' +
        '// plts-import-map: {"lodash":"plts+artifact:sha256:..."}.',
    );
  });

  it("is called by its name in an error's stack", async () => {
    await add("failing-kit", "export function fail() {\n  throw new Error('here');\n}");
    await app.define("fails", `import { fail } from "failing-kit";\nexport default () => fail();`);
    const { detail } = await failure(app.call("fails"));
    const { stack } = JSON.parse(detail) as { stack: string };
    expect(stack).toMatch(/^at fail \(failing-kit:2:\d+\)\nat .* \(app\.fails\.ts:2:\d+\)$/);
  });

  it("is another instance for a function whose map leads elsewhere behind it", async () => {
    await add("leaf", "export const n = 1;");
    await add(
      "stem",
      `import { n } from "leaf"; let calls = 0; export default () => [n, (calls += 1)];`,
    );
    const source = `import stem from "stem"; export default () => stem();`;
    await app.define("first", source);
    await add("leaf", "export const n = 2;");
    await app.define("second", source);
    await app.define("third", `${source} `);
    expect(await app.call("first")).toEqual([1, 1]);
    expect(await app.call("second")).toEqual([2, 1]);
    expect(await app.call("third")).toEqual([2, 2]);
    expect(await app.call("first")).toEqual([1, 2]);
    await database.client.query("set plts.isolation = 'call'");
    expect(await app.call("first")).toEqual([1, 1]);
    await database.client.query("reset plts.isolation");
    expect(await app.call("first")).toEqual([1, 3]);
  });

  it("can be had by a role that may only call, and by one that may only write functions", async () => {
    await add("for-roles", "export const n = 4;", { "for-roles.d.ts": "export const n: number;" });
    await database.client.query("grant usage, create on schema app to stopgap_author");
    await database.client.query("grant usage on schema app to app_user");
    await database.client.query("set role stopgap_author");
    await app.define("by_author", `import { n } from "for-roles"; export default () => n;`);
    await database.client.query("set role app_user");
    expect(await app.call("by_author")).toBe(4);
    await database.client.query("reset role");
  });
});
