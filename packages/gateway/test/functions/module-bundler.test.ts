import { describe, expect, it, vi } from "vitest";

import { createModuleBundler } from "../../src/functions/module-bundler.js";
import { modulesOf } from "../fixtures/modules.js";
import { ownTemporaryFolder } from "../fixtures/temporary-folder.js";

// Bundling takes a process each.
vi.setConfig({ testTimeout: 120_000 });

const greet = `import { query, v } from "@stopgap/runtime";
export const hello = query(v.object({ name: v.string() }), ({ name }) => \`Hello, \${name}!\`);`;

const leftovers = ownTemporaryFolder();

describe("bundling modules", () => {
  it("makes what is deployed, once for all who want the same, and leaves no file behind", async () => {
    const before = await leftovers();
    const bundler = createModuleBundler();
    const modules = modulesOf({ "greet.ts": greet, "README.md": "# Greetings" });
    const [first, second] = await Promise.all([bundler.bundle(modules), bundler.bundle(modules)]);
    expect(first.functions).toMatchObject([{ path: "api.greet.hello", kind: "query" }]);
    expect(second).toBe(first);
    expect(await bundler.bundle(modulesOf({ "greet.ts": greet, "README.md": "# Greetings" }))).toBe(
      first,
    );
    expect(await leftovers()).toEqual(before);
  });

  it("keeps no more than it may", async () => {
    const bundler = createModuleBundler({ cachedCharacters: 1 });
    const modules = modulesOf({ "greet.ts": greet });
    expect(await bundler.bundle(modules)).not.toBe(await bundler.bundle(modules));
  });

  it("says what is wrong with them, and where", async () => {
    const before = await leftovers();
    const modules = modulesOf({
      "orders.ts": `import { query } from "@stopgap/runtime";\nexport const total: number = "x";\nexport const f = query(() => total);`,
      "users/list.ts": `import { z } from "zod";`,
    });
    await expect(createModuleBundler().bundle(modules)).rejects.toMatchObject({
      code: "schema_extraction_failed",
      fields: {
        reason: expect.stringContaining(
          `functions/users/list.ts:1:1: Cannot import "zod"`,
        ) as string,
      },
    });
    await expect(
      createModuleBundler().bundle(modules.filter(({ path }) => path === "orders.ts")),
    ).rejects.toMatchObject({
      fields: {
        reason: "functions/orders.ts:2:14: Type 'string' is not assignable to type 'number'.",
      },
    });
    expect(await leftovers()).toEqual(before);
  });

  it("ends what takes too long", async () => {
    const before = await leftovers();
    const bundler = createModuleBundler({ timeLimitMs: 50 });
    await expect(bundler.bundle(modulesOf({ "greet.ts": greet }))).rejects.toMatchObject({
      code: "schema_extraction_failed",
      fields: { reason: expect.stringContaining("more than 0.05 s") as string },
    });
    expect(await leftovers()).toEqual(before);
  });
});
