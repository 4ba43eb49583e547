import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createDeployer } from "../../../src/index.js";
import { stopgapDatabase } from "../stopgap-database.js";
import { ship } from "./ship.js";

const packages = fileURLToPath(new URL("../../../..", import.meta.url));

let database: TestDatabase;
let root: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  root = await realpath(await mkdtemp(join(tmpdir(), "stopgap-embedding-")));
  await mkdir(join(root, "stopgap"));
  await mkdir(join(root, "node_modules", "@stopgap"), { recursive: true });
  await symlink(join(packages, "runtime"), join(root, "node_modules", "@stopgap", "runtime"));
  await writeFile(join(root, "package.json"), `{ "name": "app", "type": "module" }`);
  await writeFile(
    join(root, "stopgap", "tsconfig.json"),
    `{ "compilerOptions": { "strict": true, "customConditions": ["@stopgap/source"] } }`,
  );
  await writeFile(
    join(root, "stopgap", "users.ts"),
    `import { query } from "@stopgap/runtime"; export const count = query(async () => 3);`,
  );
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
  await database.drop();
});

describe("the example of the package's README", () => {
  it("is the program that is tested here", async () => {
    const [readme, program] = await Promise.all([
      readFile(join(packages, "deployer", "README.md"), "utf8"),
      readFile(fileURLToPath(new URL("ship.ts", import.meta.url)), "utf8"),
    ]);
    // A test does not import its own package by its name.
    const published = program
      .replace("\n\nimport", "\nimport")
      .replace("../../../src/index.js", "@stopgap/deployer");
    expect(readme).toContain(`\`\`\`ts\n${published}\`\`\``);
  });

  it("plans, asks, deploys what was planned, and closes what it has opened", async () => {
    const told: string[] = [];
    const tell = (line: string) => void told.push(line);
    const folder = join(root, "stopgap");
    const refused = await ship(database.url, folder, {
      confirm: () => Promise.resolve(false),
      tell,
    });
    expect(refused).toBeNull();
    expect(told).toEqual(["api.users.count: added, safe for callers"]);
    const id = await ship(database.url, folder, { confirm: () => Promise.resolve(true), tell });
    expect(told.map((line) => line.split(" ")[0])).toContain("materialize");
    const deployer = createDeployer({ client: database.client });
    expect((await deployer.status("prod"))?.active_deployment_id).toBe(id);
    expect(await deployer.callFunction("api.users.count", "{}")).toBe("3");
  });

  it("stops when somebody else has deployed between the question and the answer", async () => {
    const told: string[] = [];
    await database.client.query(
      "create function app.f(args jsonb) returns jsonb language plts as 'export default () => 1'",
    );
    const confirm = async () => {
      await createDeployer({ client: database.client }).deploy({ env: "prod", fromSchema: "app" });
      return true;
    };
    const shipping = ship(database.url, join(root, "stopgap"), {
      confirm,
      tell: (line) => void told.push(line),
    });
    await expect(shipping).rejects.toMatchObject({ code: "conflict" });
    expect(told.at(-1)).toBe("Plan again.");
  });
});
