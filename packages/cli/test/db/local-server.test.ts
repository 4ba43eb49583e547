import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { projectFolder } from "../fixtures/project-folder.js";
import { runInProcess, startInProcess } from "../fixtures/run-in-process.js";
import type { Outcome } from "../fixtures/run-stopgap.js";

describe.skipIf(process.env["STOPGAP_TEST_SOURCE"] !== "embedded")("stopgap db", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stopgap-state-"));
    await chmod(folder, 0o755);
  });
  afterAll(async () => {
    await stopgap("db", "stop");
    await rm(folder, { recursive: true });
  });

  const env = (): NodeJS.ProcessEnv => ({
    ...process.env,
    STOPGAP_STATE_DIR: folder,
    STOPGAP_DB: "",
    // Output that is piped has no colours, in CI neither; but the test runner asks for some there.
    CI: "1",
    FORCE_COLOR: "",
  });
  const stopgap = (...args: readonly string[]): Promise<Outcome> => runInProcess(args, env());

  it("ends with 10 for the URL of a server that does not run", async () => {
    const { exitCode, stderr } = await stopgap("db", "url");
    expect(exitCode).toBe(10);
    expect(stderr).toContain("Start it with `stopgap db start`.");
    expect(await stopgap("status", "--db", "local")).toMatchObject({ exitCode: 10 });
  });

  it("is what stopgap dev starts and works on, and shows what handlers log", async () => {
    const root = await projectFolder({
      "one.ts": `import { query } from "@stopgap/runtime";
        export const get = query(async (_args, ctx) => { ctx.log("info", "asked", { n: 1 }); return 1; });`,
    });
    const dev = startInProcess(["dev", "--json"], env(), root);
    await expect.poll(dev.stdout, { timeout: 60_000 }).toContain('"event":"deployed"');
    const { stdout } = await stopgap("db", "url");
    const client = new pg.Client(stdout.trim());
    await client.connect();
    await client.query("select live_deployment.one__get('{}')");
    await expect
      .poll(dev.stdout, { timeout: 10_000 })
      .toContain(
        '{"event":"log","level":"info","message":"asked","data":"{\\"n\\":1}","function":"live_deployment.one__get"}',
      );
    await client.end();
    dev.interrupt();
    expect(await dev.outcome).toMatchObject({ exitCode: 0, stderr: "" });
    await stopgap("db", "stop");
  }, 120_000);

  it("starts, and tells its URL to programs", async () => {
    const { exitCode, stdout } = await stopgap("db", "start", "--json");
    expect(exitCode).toBe(0);
    const { url, ...rest } = JSON.parse(stdout) as { readonly url: string };
    expect(rest).toEqual({});
    const client = new pg.Client(url);
    await client.connect();
    expect((await client.query("select 1 as one")).rows).toEqual([{ one: 1 }]);
    await client.end();
    expect((await stopgap("db", "url")).stdout).toBe(`${url}\n`);
  });

  it("shows people its URL without the password", async () => {
    await stopgap("db", "start");
    const { stdout } = await stopgap("db", "status");
    expect(stdout).toMatch(/^state +running\nurl +postgresql:\/\/[^:]+:\*\*\*@127\.0\.0\.1:\d+\//);
    expect((await stopgap("db", "start")).stdout).toMatch(/runs at postgresql:\/\/[^:]+:\*\*\*@/);
  });

  it("is the database of --db local", async () => {
    await stopgap("db", "start");
    expect(await stopgap("init", "--database-only", "--db", "local", "--quiet")).toMatchObject({
      exitCode: 0,
    });
    expect((await stopgap("status", "--db", "local")).stdout).toBe("status env=prod none\n");
  });

  it("is not reset where nobody can be asked, unless --yes is given", async () => {
    await stopgap("db", "start");
    await stopgap("init", "--database-only", "--db", "local");
    const refused = await stopgap("db", "reset");
    expect(refused.exitCode).toBe(15);
    expect(refused.stderr).toContain("Give --yes, or set STOPGAP_YES=1.");
    expect(await stopgap("status", "--db", "local")).toMatchObject({ exitCode: 0 });
    expect(await stopgap("db", "reset", "--yes")).toMatchObject({ exitCode: 0 });
    expect(await stopgap("status", "--db", "local")).toMatchObject({ exitCode: 11 });
  });

  it("stops, and keeps its place", async () => {
    await stopgap("db", "start");
    const { stdout } = await stopgap("db", "stop", "--json");
    expect(JSON.parse(stdout)).toEqual({ command: "db stop", state: "stopped" });
    expect(JSON.parse((await stopgap("db", "status", "--json")).stdout)).toMatchObject({
      command: "db status",
      state: "stopped",
      url: null,
    });
  });
});
