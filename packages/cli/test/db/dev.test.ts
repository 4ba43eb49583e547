import { rm } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";

import { projectFolder, writeModules } from "../fixtures/project-folder.js";
import { startInProcess, type RunningInProcess } from "../fixtures/run-in-process.js";
import { stopgapDatabase, type StopgapDatabase } from "../fixtures/stopgap-database.js";

const answer = (value: string): string =>
  `import { query } from "@stopgap/runtime";\nexport const get = query(async () => ${value});\n`;
const patience = { timeout: 20_000 };

let on: StopgapDatabase;
beforeAll(async () => {
  on = await stopgapDatabase();
});
afterAll(() => on.database.drop());

/** Starts a command that watches, and stops it with the test. */
function watching(root: string, ...args: readonly string[]): RunningInProcess {
  // Meant for deploys: nothing that watches may follow it.
  const env = { STOPGAP_ENV: "prod" };
  const running = startInProcess([...args, "--db", on.database.url, "--json"], env, root);
  onTestFinished(async () => {
    running.interrupt();
    await running.outcome;
  });
  return running;
}

/** The documents that it has printed, a line each. */
function events({ stdout }: RunningInProcess): readonly Record<string, unknown>[] {
  return stdout()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function call(path: string): Promise<unknown> {
  const { rows } = await on.client.query<{ answer: unknown }>(
    "select stopgap.call_fn($1, '{}', 'dev') as answer",
    [path],
  );
  return rows[0]?.answer;
}

describe("stopgap dev", () => {
  it("keeps what is saved live, in the environment dev", async () => {
    const root = await projectFolder({ "one.ts": answer("1") });
    const dev = watching(root, "dev");
    await expect
      .poll(() => events(dev), patience)
      .toMatchObject([{ event: "deployed", env: "dev" }]);
    expect(await call("api.one.get")).toBe(1);

    await writeModules(root, { "one.ts": answer("2"), "more/two.ts": answer("'two'") });
    await expect.poll(() => call("api.one.get"), patience).toBe(2);
    await expect.poll(() => events(dev).length, patience).toBeGreaterThan(1);
    expect(await call("api.more.two.get")).toBe("two");

    await rm(join(root, "stopgap/more"), { recursive: true });
    await expect
      .poll(() => events(dev).at(-1), patience)
      .toMatchObject({ summary: { removed: 1 } });
    await expect(call("api.more.two.get")).rejects.toThrow("unknown path");

    dev.interrupt();
    expect(await dev.outcome).toMatchObject({ exitCode: 0 });
  });

  it("shows errors where they are, and goes on when they are mended", async () => {
    const root = await projectFolder({ "one.ts": answer("1") });
    const dev = watching(root, "dev");
    await expect.poll(() => events(dev).length, patience).toBe(1);
    await writeModules(root, { "one.ts": answer("missing") });
    await expect.poll(dev.stderr, patience).toContain("Cannot find name 'missing'");
    expect(dev.stderr()).toContain('"file": "stopgap/one.ts"');
    expect(await call("api.one.get")).toBe(1);
    await writeModules(root, { "one.ts": answer("3") });
    await expect.poll(() => call("api.one.get"), patience).toBe(3);
  });
});

describe("stopgap check --watch", () => {
  it("checks again whenever something changes", async () => {
    const root = await projectFolder({ "one.ts": answer("1") });
    const check = watching(root, "check", "--watch");
    await expect.poll(() => events(check), patience).toMatchObject([{ error_count: 0 }]);
    await writeModules(root, { "one.ts": answer("missing") });
    await expect.poll(() => events(check).at(-1), patience).toMatchObject({ error_count: 1 });
  });
});
