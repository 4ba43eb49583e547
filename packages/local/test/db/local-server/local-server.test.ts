import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { localServer } from "../../../src/index.js";

async function count(url: string, statement: string): Promise<number | null> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rowCount;
  } finally {
    await client.end();
  }
}

describe.skipIf(process.env["STOPGAP_TEST_SOURCE"] !== "embedded")("localServer", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "stopgap-state-"));
    await chmod(folder, 0o755);
    env = { ...process.env, STOPGAP_STATE_DIR: folder };
  });
  afterAll(async () => {
    await localServer.stop({ env });
    await rm(folder, { recursive: true });
  });

  it("is absent at first, and has no URL", async () => {
    expect(await localServer.status({ env })).toMatchObject({ state: "absent" });
    await expect(localServer.url({ env })).rejects.toMatchObject({ code: "not_running" });
  });

  it("keeps its data, port and password over a stop", async () => {
    const first = await localServer.start({ env });
    await count(first.url, "create table kept as select 1 as id");
    expect(await localServer.stop({ env })).toMatchObject({ state: "stopped" });
    await expect(count(first.url, "table kept")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    const again = await localServer.start({ env });
    expect(again.url).toBe(first.url);
    expect(await count(again.url, "table kept")).toBe(1);
  });

  it("is started once by those that start it at the same time", async () => {
    await localServer.stop({ env });
    const [first, second] = await Promise.all([
      localServer.start({ env }),
      localServer.start({ env }),
    ]);
    expect(second.url).toBe(first.url);
  });

  it("tells what is written into its log from now on", async () => {
    const { url } = await localServer.start({ env });
    const following = new AbortController();
    const messages = localServer.messages(following.signal, { env });
    const first = messages.next();
    await count(url, "set log_min_messages = 'info'; do $$ begin raise info 'größer'; end $$");
    expect(await first).toMatchObject({
      value: { severity: "INFO", database: "postgres", message: "größer" },
    });
    following.abort();
    expect(await messages.next()).toEqual({ done: true, value: undefined });
  });

  it("tells its URL, and lets only its owner read the password", async () => {
    const { url, folder: place } = await localServer.start({ env });
    expect(await localServer.url({ env })).toBe(url);
    expect((await stat(join(place, "server.json"))).mode & 0o077).toBe(0);
  });

  it("keeps what it has confirmed over a crash of the machine", async () => {
    const { url } = await localServer.start({ env });
    const client = new pg.Client(url);
    await client.connect();
    const { rows } = await client.query("select current_setting('fsync') as fsync");
    await client.end();
    expect(rows).toEqual([{ fsync: "on" }]);
  });

  it("is not taken for running because another process has the number of its crashed one", async () => {
    const { folder: place } = await localServer.start({ env });
    const pidFile = join(place, "data", "postmaster.pid");
    const copy = spawnSync("cp", ["-p", pidFile, `${pidFile}.copy`]);
    await localServer.stop({ env });
    spawnSync("sed", ["-i", `1s/.*/${process.pid.toString()}/`, `${pidFile}.copy`]);
    spawnSync("mv", [`${pidFile}.copy`, pidFile]);
    expect(copy.status).toBe(0);
    expect(await localServer.status({ env })).toMatchObject({ state: "stopped" });
    expect(await localServer.stop({ env })).toMatchObject({ state: "stopped" });
    spawnSync("rm", [pidFile]);
  });

  it("begins anew after a reset", async () => {
    const { url } = await localServer.reset({ env });
    expect(await count(url, "select from pg_class where relname = 'kept'")).toBe(0);
  });
});
