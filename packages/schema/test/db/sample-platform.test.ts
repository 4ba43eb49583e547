import { fileURLToPath } from "node:url";

import { createTestDatabase } from "@stopgap/local/testing";
import { expect, it } from "vitest";

import { applySchema, compareSchema, parseSchema, readSchemaFolder } from "../../src/index.js";

const folder = fileURLToPath(new URL("../../../../apps/platform/postgresql", import.meta.url));

it("a platform's schema with everything is as declared once it is applied (GW-11)", async () => {
  const database = await createTestDatabase();
  const { modules: _modules, ...rest } = await parseSchema(await readSchemaFolder(folder));
  const declared = { ...rest, modules: [] };
  await applySchema(database.client, declared);
  expect(await compareSchema(database.client, declared)).toEqual([]);
  await database.drop();
});
