import { OwnServer } from "@stopgap/local/testing";
import { install } from "@stopgap/sql";
import pg from "pg";
import { expect, it } from "vitest";
import { createClient } from "../../src/index.js";
import type { Mutation, Query } from "../../src/index.js";
import { kinds, legacyApi } from "./deployed.js";

interface Functions {
  readonly where: Query<void, boolean>;
  readonly change: Mutation<void, boolean>;
}

const api = legacyApi<Functions>({ where: kinds.query, change: kinds.mutation });

/** A server of its own; where there is no embedded engine the test is skipped, and says why. */
async function ownServer(skip: (reason: string) => never): Promise<OwnServer> {
  try {
    return await OwnServer.create({ wal_level: "replica", max_wal_senders: "4" });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unavailable") throw error;
    return skip(`needs a server of its own: ${(error as Error).message}`);
  }
}

it("asks a streaming standby what queries ask, and the primary what changes something", async ({
  skip,
}) => {
  const server = await ownServer(skip);
  const closing: (() => Promise<unknown>)[] = [() => server.stop()];
  const connect = (url: string): pg.Pool => {
    const pool = new pg.Pool({ connectionString: url });
    pool.on("error", () => undefined);
    closing.unshift(() => pool.end());
    return pool;
  };
  try {
    const pool = connect(server.url);
    const owner = await pool.connect();
    await install(owner);
    await owner.query("create schema app; create table changes (at timestamptz)");
    const asks = `(await ctx.db.query<{ it: boolean }>("select pg_is_in_recovery() as it"))[0]?.it ?? false`;
    for (const [name, body] of [
      ["where", `query(async (_args, ctx) => ${asks})`],
      [
        "change",
        `mutation(async (_args, ctx) => { await ctx.db.query("insert into changes values (now())"); return ${asks}; })`,
      ],
    ] as const)
      await owner.query(
        `create function app.${name}(args jsonb) returns jsonb language plts
         as $ts$import { mutation, query } from "@stopgap/runtime"; export default ${body};$ts$`,
      );
    await owner.query("select stopgap.deploy('prod', 'app')");
    owner.release();
    const standby = await server.createStandby();
    closing.splice(closing.length - 1, 0, () => standby.stop());

    const client = createClient(api, { pool, standby: connect(standby.url) });
    expect(await client.api.legacy.where()).toBe(true);
    expect(await client.api.legacy.change()).toBe(false);
    expect(await client.with({ useStandby: false }).api.legacy.where()).toBe(false);

    // Without a standby the primary answers.
    await standby.kill();
    expect(await client.api.legacy.where()).toBe(false);
  } finally {
    for (const close of closing) await close();
  }
});
