import { OwnServer } from "@stopgap/local/testing";
import { afterAll, describe, expect, it } from "vitest";

import { openTestParts, serverOf } from "../fixtures/tenant-databases.js";

// Fewer than the budget has, as where others use the server too.
const server = await OwnServer.create({ max_connections: "12" });
const parts = await openTestParts({
  servers: [serverOf(server.url)],
  maxConnectionsPerPool: 10,
  maxTotalConnections: 50,
});
const { databases, pools } = parts;
afterAll(async () => {
  await pools.close();
  await server.stop();
});

describe("a server that has no connection left", () => {
  it("serves all the same, with as many as it gives (GW-25)", async () => {
    const platform = parts.platform();
    const tenants = await Promise.all(
      ["a", "b", "c"].map((tenantId) =>
        databases.create(platform, { kind: "tenant", tenantId }, () => Promise.resolve()),
      ),
    );
    const asked = Array.from({ length: 20 }, () => tenants).flat();
    const answers = await Promise.all(
      asked.map(({ database }) =>
        pools.withConnection(database, { purpose: "call" }, async (client) => {
          const { rows } = await client.query<{ answer: number }>(
            "select 1 as answer from pg_sleep(0.02)",
          );
          return rows[0]?.answer;
        }),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 60 }, () => 1));
    expect(pools.statistics().totalConnections).toBeLessThanOrEqual(12);
  });
});
