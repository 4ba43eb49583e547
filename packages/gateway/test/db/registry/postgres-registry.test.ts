import { createTestDatabase } from "@stopgap/local/testing";
import { describe, expect, it } from "vitest";

import { openPostgresRegistry } from "../../../src/registry/postgres/postgres-registry.js";
import { createSecretBox } from "../../../src/secrets/secret-box.js";
import { serverOf } from "../../fixtures/tenant-databases.js";
import { describeRegistry } from "../../registry/registry-contract.js";

describeRegistry("PostgreSQL", async () => {
  const database = await createTestDatabase();
  return {
    open: (secrets) => openPostgresRegistry({ server: serverOf(database.url), secrets }),
    stored: async () => {
      const { rows } = await database.client.query<{ text: string }>(
        "select query_to_xml('select * from stopgap_gateway.platform', true, false, '')::text as text",
      );
      return rows[0]?.text ?? "";
    },
    remove: () => database.drop(),
  };
});

describe("the tables", () => {
  const secrets = createSecretBox(null);

  it("are made once by gateways that start at the same time", async () => {
    const database = await createTestDatabase();
    const server = serverOf(database.url);
    const opened = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresRegistry({ server, secrets })),
    );
    const { rows } = await database.client.query("select name from stopgap_gateway.migration");
    expect(rows).toEqual([{ name: "0001-registry.sql" }]);
    await Promise.all(opened.map((each) => each.close()));
    await database.drop();
  });

  it("that another form of a migration has made are refused", async () => {
    const database = await createTestDatabase();
    const server = serverOf(database.url);
    await (await openPostgresRegistry({ server, secrets })).close();
    await database.client.query("update stopgap_gateway.migration set checksum = 'other'");
    await expect(openPostgresRegistry({ server, secrets })).rejects.toThrow("0001-registry.sql");
    await database.drop();
  });

  it("are not asked again for what is known, until somebody changes it", async () => {
    const database = await createTestDatabase();
    const server = serverOf(database.url);
    const adding = await openPostgresRegistry({ server, secrets });
    await adding.addPlatform({ name: "shop", credentials: null, tokenHash: null });
    await adding.close();
    const registry = await openPostgresRegistry({ server, secrets });
    expect(await registry.findPlatform("shop")).not.toBeNull();
    await database.client.query("alter table stopgap_gateway.platform disable trigger all");
    await database.client.query("update stopgap_gateway.platform set token_hash = 'untold'");
    expect(await registry.findPlatform("shop")).toMatchObject({ tokenHash: null });
    await database.client.query("alter table stopgap_gateway.platform enable trigger all");
    await database.client.query("update stopgap_gateway.platform set token_hash = 'told'");
    await expect.poll(() => registry.findPlatform("shop")).toMatchObject({ tokenHash: "told" });
    await registry.close();
    await database.drop();
  });

  it("hear of changes again once a lost connection is made anew", async () => {
    const database = await createTestDatabase();
    const registry = await openPostgresRegistry({ server: serverOf(database.url), secrets });
    await registry.addPlatform({ name: "shop", credentials: null, tokenHash: null });
    expect(await registry.findPlatform("shop")).toMatchObject({ tokenHash: null });
    await database.client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()",
    );
    await database.client.query("update stopgap_gateway.platform set token_hash = 'unheard'");
    await expect.poll(() => registry.findPlatform("shop")).toMatchObject({ tokenHash: "unheard" });
    await registry.close();
    await database.drop();
  });
});
