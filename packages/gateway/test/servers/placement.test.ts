import { describe, expect, it } from "vitest";

import type { DatabaseServer } from "../../src/servers/database-server.js";
import { emptiestServers, serverNamed } from "../../src/servers/placement.js";

const server = (name: string, capacity: number | null): DatabaseServer => ({
  name,
  host: "127.0.0.1",
  port: 5432,
  database: "postgres",
  user: "gateway",
  password: "password",
  capacity,
  standby: null,
});

describe("a new database", () => {
  it.each([
    ["the one with fewest", [null, null], [2, 1], 1],
    ["the first of several that are as empty", [null, null], [1, 1], 0],
    ["the one that is filled least for its size", [10, 100], [4, 30], 1],
    ["not one that is full", [1, null], [1, 50], 1],
    ["one without a capacity as if it were the largest", [10, null], [5, 4], 1],
  ])("goes to %s", (_what, capacities, counts, expected) => {
    const servers = capacities.map((capacity, index) => server(`s${String(index)}`, capacity));
    const known = new Map(counts.map((count, index) => [`s${String(index)}`, count]));
    expect(emptiestServers(servers, known)[0]?.name).toBe(`s${String(expected)}`);
  });

  it("is refused where all are full", () => {
    expect(() => emptiestServers([server("a", 1)], new Map([["a", 1]]))).toThrow(
      "All database servers are full",
    );
  });
});

describe("a database whose server the settings do not name any more", () => {
  it("is said to be on it", () => {
    expect(() => serverNamed([server("a", null)], "b", "shop_main")).toThrow(
      expect.objectContaining({
        code: "connection_failed",
        fields: {
          database: "shop_main",
          reason: "DB_SERVERS names no server 'b', which the database is on",
        },
      }),
    );
  });
});
