import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";

import { databaseComment } from "../../src/databases/database-comment.js";
import type { TenantDatabase } from "../../src/registry/registry.js";
import { openTestParts } from "../fixtures/tenant-databases.js";

const parts = await openTestParts();
const { databases, registry } = parts;
afterAll(() => parts.remove());

const identity = { kind: "tenant", tenantId: "t" } as const;
const nothing = (): Promise<void> => Promise.resolve();

/** What a gateway leaves that is killed while it makes a database. */
async function begin(platform: string): Promise<TenantDatabase> {
  const database: TenantDatabase = {
    name: `${platform}_t`,
    platform,
    server: "default",
    identity,
    createdAt: new Date(),
    state: "creating",
  };
  await registry.reserveDatabase(database);
  return database;
}

const exists = async (name: string): Promise<boolean> =>
  (await parts.query(`select from pg_database where datname = '${name}'`)).length === 1;

describe("a database whose making was cut off", () => {
  it("is removed by the next gateway that starts (GW-02)", async () => {
    const platform = parts.platform("cut");
    const database = await begin(platform);
    await parts.query(`create database ${database.name} template template0`);
    await parts.query(
      `comment on database ${database.name} is ${pg.escapeLiteral(databaseComment(database))}`,
    );
    expect(await databases.removeLeftovers()).toEqual([]);
    expect(await exists(database.name)).toBe(false);
    expect(await registry.findDatabase(database.name)).toBeNull();
  });

  it("does not keep its name from whoever asks next (GW-02)", async () => {
    const platform = parts.platform("next");
    await begin(platform);
    const { database } = await databases.create(platform, identity, nothing);
    expect(database.state).toBe("ready");
  });

  it("is left alone while somebody is at it (GW-02)", async () => {
    const platform = parts.platform("busy");
    let finish = (): void => undefined;
    const filling = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let isBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      isBegun = resolve;
    });
    const making = databases.create(platform, identity, async () => {
      isBegun();
      await filling;
    });
    await begun;
    const busy = await databases.removeLeftovers();
    expect(busy.map(({ database }) => database.name)).toEqual([`${platform}_t`]);
    await expect(databases.create(platform, identity, nothing)).rejects.toMatchObject({
      code: "database_already_exists",
    });
    await expect(databases.find(platform, identity)).rejects.toMatchObject({
      code: "database_not_found",
    });
    finish();
    const { database } = await making;
    expect(await databases.find(platform, identity)).toEqual(database);
  });

  it("is named and left where it may be somebody else's (GW-26)", async () => {
    const platform = parts.platform("theirs");
    const database = await begin(platform);
    await parts.query(`create database ${database.name} template template0`);
    const [left] = await databases.removeLeftovers();
    expect(left?.error).toMatchObject({
      code: "database_already_exists",
      fields: { reason: expect.stringContaining("has no comment of the gateway") as unknown },
    });
    expect(await exists(database.name)).toBe(true);
    await registry.removeDatabase(database.name);
  });
});

describe("a name that the server has already", () => {
  it("is refused, and what is there stays (GW-26)", async () => {
    const platform = parts.platform("taken");
    await parts.query(`create database ${platform}_t template template0`);
    await expect(databases.create(platform, identity, nothing)).rejects.toMatchObject({
      code: "database_already_exists",
    });
    expect(await exists(`${platform}_t`)).toBe(true);
    expect(await registry.findPlatform(platform)).toBeNull();
  });

  it("is refused where two identities would meet in it (GW-26)", async () => {
    const platform = parts.platform("meet");
    await databases.create(platform, { kind: "tenant", tenantId: "clinic-2" }, nothing);
    for (const tenantId of ["clinic_2", "Clinic 2"]) {
      await expect(
        databases.create(platform, { kind: "tenant", tenantId }, nothing),
      ).rejects.toMatchObject({ code: "database_already_exists" });
      await expect(databases.find(platform, { kind: "tenant", tenantId })).rejects.toMatchObject({
        code: "database_not_found",
      });
    }
  });
});

describe("an empty database that an administrator has made", () => {
  it("is filled by nobody whose name only becomes the same (GW-26)", async () => {
    const platform = parts.platform("empty_meets");
    await databases.createEmpty(platform, { kind: "tenant", tenantId: "a-b" });
    for (const tenantId of ["a_b", "A-B"])
      await expect(
        databases.create(platform, { kind: "tenant", tenantId }, nothing),
      ).rejects.toMatchObject({ code: "database_already_exists", status: 409 });
  });

  it("is filled by whoever registers, once (GW-17)", async () => {
    const platform = parts.platform("empty");
    await databases.createEmpty(platform, identity);
    const { database, filled } = await databases.create(platform, identity, (found) =>
      Promise.resolve(found.name),
    );
    expect([database.state, filled]).toEqual(["ready", `${platform}_t`]);
    await expect(databases.create(platform, identity, nothing)).rejects.toMatchObject({
      code: "database_already_exists",
    });
  });

  it("stays when it cannot be filled (GW-17)", async () => {
    const platform = parts.platform("stays");
    await databases.createEmpty(platform, identity);
    await expect(
      databases.create(platform, identity, () => Promise.reject(new Error("broken"))),
    ).rejects.toThrow("broken");
    expect(await databases.find(platform, identity)).toMatchObject({ state: "empty" });
    expect(await exists(`${platform}_t`)).toBe(true);
  });
});
