import pg from "pg";
import { expect, it } from "vitest";

import { OwnServer, strayServers } from "../../../src/testing.js";

async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<{ answer: unknown }>(sql);
    return rows[0]?.answer;
  } finally {
    await client.end().catch(() => undefined);
  }
}

it("keeps what was committed when it is killed and started again", async () => {
  const server = await OwnServer.create();
  try {
    await ask(server.url, "create table t as select 1 as answer");
    const sleeping = ask(server.url, "select pg_sleep(3600)").then(
      () => "answered",
      () => "cut off",
    );
    await server.kill();
    expect(await sleeping).toBe("cut off");
    await expect(ask(server.url, "select 1 as answer")).rejects.toThrow("ECONNREFUSED");
    await server.start();
    expect(await ask(server.url, "select answer from t")).toBe(1);
  } finally {
    await server.stop();
  }
  expect(await strayServers()).toEqual([]);
});

it("has a standby that follows it", async () => {
  const server = await OwnServer.create({ wal_level: "replica", max_wal_senders: "4" });
  try {
    const standby = await server.createStandby();
    try {
      await ask(server.url, "create table t as select 1 as answer");
      const position = String(
        await ask(server.url, "select pg_current_wal_flush_lsn()::text as answer"),
      );
      const replayed = `select pg_last_wal_replay_lsn() >= '${position}' as answer`;
      while ((await ask(standby.url, replayed)) !== true)
        await new Promise((later) => setTimeout(later, 10));
      expect(await ask(standby.url, "select answer from t")).toBe(1);
      await expect(ask(standby.url, "drop table t")).rejects.toThrow("read-only");
    } finally {
      await standby.stop();
    }
  } finally {
    await server.stop();
  }
});
