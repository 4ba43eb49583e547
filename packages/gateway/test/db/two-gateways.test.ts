import { createTestDatabase } from "@stopgap/local/testing";
import { afterAll, describe, expect, it } from "vitest";

import { openTestParts, serverOf } from "../fixtures/tenant-databases.js";

// The registry is in a database of its own, instead of that of all tests.
const maintenance = await createTestDatabase();
const common = { registry: "postgres", servers: [serverOf(maintenance.url)] } as const;
const [one, two] = [await openTestParts(common), await openTestParts(common)];
afterAll(async () => {
  await one.remove();
  await two.remove();
  await maintenance.drop();
});

const nothing = (): Promise<void> => Promise.resolve();

describe("two gateways with one registry in PostgreSQL", () => {
  it("make a database once, whoever is asked (GW-01)", async () => {
    const platform = one.platform("raced");
    const identity = { kind: "tenant", tenantId: "t" } as const;
    const results = await Promise.allSettled(
      [one, two, one, two].map(({ databases }) => databases.create(platform, identity, nothing)),
    );
    const refused = results.flatMap((each) =>
      each.status === "rejected" ? [(each.reason as { code: string }).code] : [],
    );
    expect(refused).toEqual(Array.from({ length: 3 }, () => "database_already_exists"));
    expect(await two.databases.find(platform, identity)).toEqual(
      await one.databases.find(platform, identity),
    );
  });

  it("find and call what the other one has made, and miss what it has dropped", async () => {
    const platform = one.platform("shared");
    const identity = { kind: "tenant", tenantId: "t" } as const;
    const { database } = await one.databases.create(platform, identity, nothing);
    const found = await two.databases.find(platform, identity);
    await two.pools.withConnection(found, { purpose: "call" }, (client) =>
      client.query("select 1"),
    );
    await one.databases.drop(database);
    await expect
      .poll(() =>
        two.databases.find(platform, identity).then(
          () => "found",
          (error: unknown) => (error as { code: string }).code,
        ),
      )
      .toBe("database_not_found");
  });
});
