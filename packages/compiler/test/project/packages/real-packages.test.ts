import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { vendorPackages } from "../../../src/project/index.js";

// Each test starts the bundler and TypeScript.
vi.setConfig({ testTimeout: 120_000 });

const from = fileURLToPath(new URL("../../..", import.meta.url));

it.each([
  [["slugify"], 15_000, 2_000],
  [["date-fns/addDays", "date-fns/format"], 40_000, 10_000],
  [["zod"], 700_000, 300_000],
  [["kysely"], 400_000, 500_000],
  [["drizzle-orm", "drizzle-orm/pg-core"], 200_000, 350_000],
])("prepares %s, with no more code and types than it needs", async (specifiers, code, types) => {
  const [group, ...others] = await vendorPackages(specifiers, { from });
  expect(others).toEqual([]);
  expect(group?.entries.map(({ specifier }) => specifier)).toEqual(specifiers);
  expect(group?.code.length).toBeLessThan(code);
  for (const { specifier, declarations } of group?.entries ?? []) {
    expect(declarations).toHaveProperty([`${specifier}.d.ts`]);
    expect(JSON.stringify(declarations).length).toBeLessThan(types);
  }
});
