import { join } from "node:path";

import { Command } from "commander";
import { describe, expect, it } from "vitest";

import { givenOptions } from "../../src/options/given-options.js";
import { configuredDatabase } from "../../src/project/configured-database.js";
import { findConfig, findProject } from "../../src/project/find-project.js";
import { fakeContext } from "../fixtures/fake-context.js";
import { temporaryFolder, writeFiles } from "../fixtures/temporary-folder.js";

function asked(folder: string, env: NodeJS.ProcessEnv = {}) {
  const { context } = fakeContext({ folder, env });
  return { context, options: givenOptions(new Command(), env) };
}

const config = `
import { defineConfig } from "@stopgap/cli/config";
import { urlOf } from "./urls.ts";

export default defineConfig({ folder: "functions", environments: { prod: { db: urlOf("shop") } } });
`;
const urls = "export const urlOf = (name: string): string => `postgresql://db/${name}`;";

describe("a project", () => {
  it("is the nearest one upwards that has a configuration", async () => {
    const root = await temporaryFolder({
      "stopgap.config.ts": config,
      "urls.ts": urls,
      "functions/admin/users.ts": "",
    });
    expect(await findProject(asked(join(root, "functions/admin")))).toEqual({
      root,
      folder: join(root, "functions"),
      sourceRoot: "functions",
      tsconfig: undefined,
      config: { folder: "functions", environments: { prod: { db: "postgresql://db/shop" } } },
    });
  });

  it("needs no configuration where there is a folder stopgap", async () => {
    const root = await temporaryFolder({ "stopgap/users.ts": "", "src/x.ts": "" });
    expect(await findProject(asked(join(root, "src")))).toMatchObject({
      root,
      folder: join(root, "stopgap"),
      config: {},
    });
  });

  it("is the one of --config or STOPGAP_CONFIG, relative to where the command was started", async () => {
    const root = await temporaryFolder({
      "apps/shop/stopgap.config.js": "export default { tsconfig: 'tsconfig.functions.json' };",
      "apps/shop/stopgap/users.ts": "",
    });
    const found = await findProject(asked(root, { STOPGAP_CONFIG: "apps/shop/stopgap.config.js" }));
    expect(found).toMatchObject({
      folder: join(root, "apps/shop/stopgap"),
      tsconfig: join(root, "apps/shop/tsconfig.functions.json"),
    });
  });

  it("is missing with exit code 14 where there is none (SG-L02)", async () => {
    const folder = await temporaryFolder();
    await expect(findProject(asked(folder))).rejects.toMatchObject({
      code: "not_a_project",
      exitCode: 14,
      message: `project not initialized: expected \`stopgap/\` directory at ${join(folder, "stopgap")}`,
    });
  });

  it("names the databases of its environments", async () => {
    const root = await temporaryFolder({ "stopgap.config.ts": config, "urls.ts": urls });
    expect(await configuredDatabase(asked(root))).toEqual({
      url: "postgresql://db/shop",
      namedBy: "environments.prod.db",
    });
    expect(await configuredDatabase(asked(root, { STOPGAP_ENV: "staging" }))).toBeUndefined();
  });
});

describe("a configuration", () => {
  it("is read anew each time", async () => {
    const root = await temporaryFolder({ "stopgap.config.ts": "export default { folder: 'a' };" });
    expect(await findConfig(asked(root))).toMatchObject({ config: { folder: "a" } });
    await writeFiles(root, { "stopgap.config.ts": "export default { folder: 'b' };" });
    expect(await findConfig(asked(root))).toMatchObject({ config: { folder: "b" } });
  });

  it.each([
    ["export default 5;", "stopgap.config.ts: its default export is not an object"],
    ["export default { folders: 'x' };", "stopgap.config.ts: folders means nothing"],
    ["export default { folder: '' };", "stopgap.config.ts: folder is not a text, or an empty one"],
    [
      "export default { environments: { prod: { url: 'x' } } };",
      "stopgap.config.ts: environments.prod.url means nothing",
    ],
    [
      "export default { environments: { prod: 'x' } };",
      "stopgap.config.ts: environments.prod is not an object",
    ],
    ["throw new Error('no way');", "stopgap.config.ts: cannot be read: no way"],
    ["export default {", "stopgap.config.ts: cannot be read: "],
  ])("is refused with exit code 14 when it says %s", async (text, message) => {
    const root = await temporaryFolder({ "stopgap.config.ts": text });
    await expect(findConfig(asked(root))).rejects.toMatchObject({
      code: "invalid_config",
      exitCode: 14,
      message: expect.stringContaining(message) as string,
    });
  });

  it("that --config names must be there", async () => {
    const folder = await temporaryFolder();
    await expect(findConfig(asked(folder, { STOPGAP_CONFIG: "x.ts" }))).rejects.toMatchObject({
      exitCode: 2,
      message: `there is no configuration file ${join(folder, "x.ts")}`,
    });
  });
});
