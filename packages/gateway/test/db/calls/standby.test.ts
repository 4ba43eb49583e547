import { OwnServer } from "@stopgap/local/testing";
import { expect, it } from "vitest";

import { CallGateway } from "../../fixtures/call-gateway.js";
import { serverOf } from "../../fixtures/tenant-databases.js";

/** A server of its own; where there is no embedded engine the test is skipped, and says why. */
async function ownServer(skip: (reason: string) => never): Promise<OwnServer> {
  try {
    return await OwnServer.create({ wal_level: "replica", max_wal_senders: "4" });
  } catch (error) {
    if ((error as { readonly code?: string }).code !== "unavailable") throw error;
    return skip(`needs a server of its own: ${(error as Error).message}`);
  }
}

it("asks a standby what only reads, the primary the rest, and the primary alone once the standby is away", async ({
  skip,
}) => {
  const server = await ownServer(skip);
  const standby = await server.createStandby();
  const { hostname: host, port } = new URL(standby.url);
  const gateway = await CallGateway.create({
    servers: [{ ...serverOf(server.url), standby: { host, port: Number(port) } }],
  });
  try {
    await gateway.sql(`
      create sequence numbers;
      create function on_standby() returns bool language sql stable as 'select pg_is_in_recovery()';
      create function maybe_on_standby() returns bool language sql volatile as 'select pg_is_in_recovery()';
      create function next_number() returns int language sql stable as $$ select nextval('numbers')::int $$;
      create function version() returns int language sql stable as 'select 1'`);
    const answer = async (name: string, more: object = {}): Promise<unknown> => {
      const { body } = await gateway.call(name, [], more);
      const [row] = (body["rows"] ?? [body]) as Record<string, unknown>[];
      return row?.[name] ?? row;
    };
    // It may not have what was made a moment ago; then the primary answers.
    while ((await answer("on_standby")) !== true) continue;
    expect(await answer("maybe_on_standby")).toBe(false);
    expect(await answer("maybe_on_standby", { read_only: true })).toBe(true);
    expect(await answer("on_standby", { read_only: false })).toBe(false);

    for (let version = 2; version < 12; version += 1) {
      await gateway.sql(
        `create or replace function version() returns int language sql stable as 'select ${version}'`,
      );
      expect(await gateway.call("version", [], { read_only: false })).toMatchObject({
        body: { rows: [{ version }] },
      });
      // Known from the primary by now: a standby that is behind must not answer with what was before.
      expect(await answer("version")).toBe(version);
    }

    // Nothing can be written there, nor in a call that reads here.
    expect(await gateway.call("next_number")).toMatchObject({ body: { sqlstate: "25006" } });
    expect(await answer("next_number", { read_only: false })).toBe(1);

    await standby.kill();
    expect(await answer("on_standby")).toBe(false);
    expect(await answer("on_standby")).toBe(false);
  } finally {
    await gateway.stop();
    await standby.stop();
    await server.stop();
  }
});
