import { existsSync } from "node:fs";
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { cacheFolder } from "../../../src/cache/folders.js";
import { runsAsRoot } from "../../../src/cache/server-user.js";
import { startPostgres } from "../../../src/index.js";
import type { PostgresServer } from "../../../src/index.js";
import { runStartAndWait } from "../../fixtures/run-fixture.js";

const env = { ...process.env, STOPGAP_TEST_DATABASE_URL: "" };

async function query(url: string, ...statements: readonly string[]): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    let rows: unknown[] = [];
    for (const statement of statements) rows = (await client.query(statement)).rows as unknown[];
    return rows;
  } finally {
    await client.end();
  }
}

async function throwAwayFolders(): Promise<readonly string[]> {
  return readdir(join(cacheFolder(), "servers"));
}

// On a server that the user has named, there need not be what the embedded one is made of.
describe.skipIf(process.env["STOPGAP_TEST_SOURCE"] !== "embedded")("the embedded server", () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres({ env });
  });
  afterAll(() => server.stop());

  it("is PostgreSQL 18 with pljs, preloaded", async () => {
    const rows = await query(
      server.url,
      "create extension pljs",
      "do $$ if (1 + 1 !== 2) throw new Error('no JavaScript') $$ language pljs",
      `select current_setting('server_version_num')::int / 10000 as major,
              current_setting('shared_preload_libraries') as preloaded`,
    );
    expect(rows).toEqual([{ major: 18, preloaded: "pljs" }]);
  });

  it("cancels plain SQL after JavaScript has run in the session", async () => {
    const statements = [
      "create extension if not exists pljs",
      "do $$ 1 $$ language pljs",
      "set statement_timeout = '100ms'",
      "select pg_sleep(600)",
    ];
    await expect(query(server.url, ...statements)).rejects.toMatchObject({ code: "57014" });
  });

  it("refuses a connection without the password", async () => {
    const url = new URL(server.url);
    url.password = "wrong";
    await expect(query(url.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  });

  it("runs beside another one, each with its own data", async () => {
    const [first, second] = await Promise.all([startPostgres({ env }), startPostgres({ env })]);
    await query(first.url, "create table only_here ()");
    const found = await query(second.url, "select to_regclass('only_here') as found");
    await Promise.all([first.stop(), second.stop()]);
    expect(found).toEqual([{ found: null }]);
  });

  it("stops while a session is in a loop that cannot be cancelled, and may be stopped twice", async () => {
    const busy = await startPostgres({ env });
    const loop = expect(
      query(busy.url, "create extension pljs", "do $$ for (;;) {} $$ language pljs"),
    ).rejects.toThrow();
    await vi.waitUntil(async () => {
      const rows = await query(
        busy.url,
        "select from pg_stat_activity where state = 'active' and query like 'do %'",
      );
      return rows.length > 0;
    });
    await busy.stop();
    await loop;
    await busy.stop();
    await expect(query(busy.url, "select 1")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  it("keeps its log in the folder that is named, and nothing else", async () => {
    const logFolder = await mkdtemp(join(tmpdir(), "stopgap-logs-"));
    const before = await throwAwayFolders();
    const logged = await startPostgres({ env, logFolder });
    const [during] = (await throwAwayFolders()).filter((each) => !before.includes(each));
    await expect(query(logged.url, "select 1/0")).rejects.toThrow("division by zero");
    await logged.stop();
    const log = await readFile(join(logFolder, `${during ?? ""}.log`), "utf8");
    await rm(logFolder, { recursive: true });
    expect(log).toContain("division by zero");
    expect(await throwAwayFolders()).not.toContain(during);
  });

  it("ends with the process that started it, also when that is killed below a private folder", async () => {
    const privateFolder = await mkdtemp(join(tmpdir(), "stopgap-private-"));
    await chmod(privateFolder, 0o700);
    const parent = await runStartAndWait(privateFolder);
    const folders = await throwAwayFolders();
    const own = folders.find((name) => name.startsWith(`of-${String(parent.process.pid)}-`));
    expect(await query(parent.firstLine, "select 1 as one")).toEqual([{ one: 1 }]);
    parent.process.kill("SIGKILL");
    await vi.waitUntil(() => !existsSync(join(cacheFolder(), "servers", own ?? "")), 15_000);
    await rm(privateFolder, { recursive: true });
    expect(own).toBeDefined();
    await expect(query(parent.firstLine, "select 1")).rejects.toMatchObject({
      code: "ECONNREFUSED",
    });
  });

  it("starts from the cache alone, when apt cannot be reached", async () => {
    const programs = await mkdtemp(join(tmpdir(), "stopgap-no-apt-"));
    try {
      await writeFile(join(programs, "apt-get"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
      vi.stubEnv("PATH", `${programs}:${process.env["PATH"] ?? ""}`);
      const offline = await startPostgres({ env });
      expect(await query(offline.url, "select 1 as one")).toEqual([{ one: 1 }]);
      await offline.stop();
    } finally {
      vi.unstubAllEnvs();
      await rm(programs, { recursive: true });
    }
  });

  it.runIf(runsAsRoot())(
    "says which folder the user that runs PostgreSQL cannot enter",
    async () => {
      const closed = await mkdtemp(join(tmpdir(), "stopgap-closed-"));
      const started = startPostgres({ env: { ...env, STOPGAP_CACHE_DIR: join(closed, "cache") } });
      await expect(started).rejects.toMatchObject({
        code: "no_database",
        message: expect.stringContaining(`the folder ${join(closed, "cache")} cannot be`) as string,
      });
      await rm(closed, { recursive: true });
    },
  );
});
