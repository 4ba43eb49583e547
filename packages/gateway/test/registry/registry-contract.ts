import { createHash } from "node:crypto";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { createSecretBox } from "../../src/secrets/secret-box.js";
import type { SecretBox } from "../../src/secrets/secret-box.js";
import type { Registry, StoredSchema, TenantDatabase } from "../../src/registry/registry.js";

/** A place for a registry. Several gateways open it. */
export interface RegistryPlace {
  open(secrets: SecretBox): Promise<Registry>;
  /** All that is stored, as text. */
  stored(): Promise<string>;
  remove(): Promise<void>;
}

const secretKey = "a key for tests only";

function database(
  platform: string,
  name: string,
  changes: Partial<TenantDatabase> = {},
): TenantDatabase {
  return {
    name,
    platform,
    server: "default",
    identity: { kind: "tenant", tenantId: "north" },
    createdAt: new Date("2026-01-02T03:04:05.678Z"),
    state: "creating",
    ...changes,
  };
}

function schema(
  platform: string,
  name: string,
  archive: string,
): Omit<StoredSchema, "version" | "storedAt"> {
  return {
    platform,
    name,
    checksum: createHash("sha256").update(archive).digest("hex"),
    hasTables: true,
    hasFunctions: false,
    hasMigrations: true,
    hasSeeders: false,
  };
}

const plain = { credentials: null, tokenHash: null };

/** What every registry does, wherever it is. */
export function describeRegistry(kind: string, makePlace: () => Promise<RegistryPlace>): void {
  describe(`the registry in ${kind}`, () => {
    let place: RegistryPlace;
    let registry: Registry;
    /** Another gateway's. */
    let other: Registry;
    beforeAll(async () => {
      place = await makePlace();
      registry = await place.open(createSecretBox(secretKey));
      other = await place.open(createSecretBox(secretKey));
    });
    afterAll(async () => {
      await registry.close();
      await other.close();
      await place.remove();
    });

    const make = async (
      platform: string,
      name: string,
      changes: Partial<TenantDatabase> = {},
    ): Promise<void> => {
      await registry.reserveDatabase(database(platform, name, changes));
      await registry.confirmDatabase(name, "ready");
    };

    describe("platforms", () => {
      it("registers a platform, and finds it by its name only (GW-18)", async () => {
        const added = await registry.addPlatform({ name: "first", ...plain });
        expect(added).toMatchObject({ name: "first", isRegistered: true, ...plain });
        expect(await registry.findPlatform("first")).toEqual(added);
        expect(await registry.findPlatform("First")).toBeNull();
        expect(await registry.findPlatform("fir")).toBeNull();
        expect(await registry.findPlatform("")).toBeNull();
        expect(await registry.findPlatform("../first")).toBeNull();
      });

      it("refuses a second one of the same name (GW-18)", async () => {
        await registry.addPlatform({ name: "twice", ...plain });
        await expect(registry.addPlatform({ name: "twice", ...plain })).rejects.toMatchObject({
          code: "platform_already_registered",
          message: "Platform 'twice' is already registered",
        });
      });

      it.each(["", "a-b", "a b", "../a", "a/b", "a.b", "a\u0000", "日本", "___", "x".repeat(47)])(
        "refuses the name %j (GW-18)",
        async (name) => {
          await expect(registry.addPlatform({ name, ...plain })).rejects.toMatchObject({
            code: "invalid_request",
          });
        },
      );

      it("refuses a name whose databases would be another platform's (GW-26)", async () => {
        await registry.addPlatform({ name: "Meets", ...plain });
        for (const name of ["meets", "_Meets", "MEETS__"])
          await expect(registry.addPlatform({ name, ...plain })).rejects.toMatchObject({
            code: "conflict",
          });
        await expect(
          registry.reserveDatabase(database("meets", "meets_main")),
        ).rejects.toMatchObject({ code: "conflict" });
      });

      it("lets only one of many that register at the same time", async () => {
        const attempts = Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? registry : other).addPlatform({ name: "raced", ...plain }),
        );
        const results = await Promise.allSettled(attempts);
        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      });

      it("lists them by name, with what they have (GW-18)", async () => {
        await registry.addPlatform({ name: "list_b", ...plain });
        await registry.addPlatform({ name: "list_a", ...plain });
        await make("list_a", "list_a_one", { identity: { kind: "tenant", tenantId: "one" } });
        await registry.reserveDatabase(
          database("list_a", "list_a_two", { identity: { kind: "tenant", tenantId: "two" } }),
        );
        await registry.storeSchema(schema("list_a", "main", "1"), Buffer.from("1"));
        await registry.storeSchema(schema("list_a", "main", "2"), Buffer.from("2"));
        const names = (await registry.platforms()).map(({ name }) => name);
        expect(names).toEqual([...names].sort());
        expect(names).toEqual(expect.arrayContaining(["list_a", "list_b"]));
        const counts = await registry.platformCounts();
        expect(counts.get("list_a")).toEqual({ schemas: 1, databases: 1 });
        expect(counts.get("list_b")).toEqual({ schemas: 0, databases: 0 });
      });

      it("changes what is asked for, and nothing else", async () => {
        const credentials = { user: "login", password: "first password" };
        await registry.addPlatform({ name: "changed", credentials, tokenHash: "a" });
        expect(await registry.updatePlatform("changed", { tokenHash: "b" })).toMatchObject({
          credentials,
          tokenHash: "b",
        });
        expect(await registry.updatePlatform("changed", { credentials: null })).toMatchObject({
          credentials: null,
          tokenHash: "b",
        });
        await expect(registry.updatePlatform("nobody", { tokenHash: "b" })).rejects.toMatchObject({
          code: "platform_not_found",
        });
      });

      it("hears what another gateway changes (GW-18)", async () => {
        await registry.addPlatform({ name: "shared", ...plain });
        expect(await registry.findPlatform("shared")).toMatchObject({ tokenHash: null });
        await other.updatePlatform("shared", { tokenHash: "new" });
        await expect
          .poll(() => registry.findPlatform("shared"))
          .toMatchObject({ tokenHash: "new" });
      });
    });

    describe("credentials", () => {
      it("keeps them encrypted (GW-18)", async () => {
        const credentials = { user: "secret_login", password: "correct horse battery" };
        await registry.addPlatform({ name: "secret", credentials, tokenHash: null });
        expect(await other.findPlatform("secret")).toMatchObject({ credentials });
        expect(await place.stored()).toContain("secret_login");
        expect(await place.stored()).not.toContain("correct horse battery");
        expect(await place.stored()).not.toContain(
          Buffer.from("correct horse battery").toString("base64url"),
        );
      });

      it("takes a new key in place of an old one, and then does without the old one", async () => {
        const credentials = { user: "rotated", password: "stays the same" };
        await registry.addPlatform({ name: "rotated", credentials, tokenHash: null });
        const rotating = await place.open(createSecretBox(`another key for tests,${secretKey}`));
        await rotating.close();
        const without = await place.open(createSecretBox("another key for tests"));
        expect(await without.findPlatform("rotated")).toMatchObject({ credentials });
        await without.close();
        const back = await place.open(createSecretBox(`${secretKey},another key for tests`));
        await back.close();
      });

      it("does not open without their key", async () => {
        await expect(place.open(createSecretBox(null))).rejects.toThrow("STOPGAP_SECRET_KEY");
        await expect(place.open(createSecretBox("not the key for tests"))).rejects.toThrow(
          "STOPGAP_SECRET_KEY",
        );
      });
    });

    describe("databases", () => {
      it("finds one by whom and how it is asked for once it is made (GW-20)", async () => {
        const tenant = { kind: "tenant", tenantId: "North-1" } as const;
        await registry.reserveDatabase(database("find", "find_north_1", { identity: tenant }));
        expect(await registry.findDatabaseOf("find", tenant)).toBeNull();
        expect(await registry.databases("find")).toEqual([]);
        expect(await registry.findDatabase("find_north_1")).toMatchObject({ state: "creating" });

        await registry.confirmDatabase("find_north_1", "ready");
        const found = database("find", "find_north_1", { identity: tenant, state: "ready" });
        expect(await registry.findDatabaseOf("find", tenant)).toEqual(found);
        expect(await registry.findDatabase("find_north_1")).toEqual(found);
        expect(await other.findDatabaseOf("find", tenant)).toEqual(found);
      });

      it("finds nobody else's, and none by a name that only becomes the same (GW-26)", async () => {
        await make("app", "app_two_main", { identity: { kind: "tenant", tenantId: "two_main" } });
        await make("app_two", "app_two_one", { identity: { kind: "tenant", tenantId: "one" } });
        const asked = async (platform: string, tenantId: string | null): Promise<boolean> =>
          (await registry.findDatabaseOf(platform, { kind: "tenant", tenantId })) !== null;
        expect(await asked("app", "two_main")).toBe(true);
        expect(await asked("app", "two-main")).toBe(false);
        expect(await asked("app", "two_one")).toBe(false);
        expect(await asked("app_two", null)).toBe(false);
        expect(await asked("app_two", "main")).toBe(false);
        expect((await registry.databases("app")).map(({ name }) => name)).toEqual(["app_two_main"]);
        expect((await registry.databases("app_two")).map(({ name }) => name)).toEqual([
          "app_two_one",
        ]);
        expect(await registry.databases("ap_")).toEqual([]);
        await expect(
          registry.reserveDatabase(
            database("app_two", "app_two_main", { identity: { kind: "tenant", tenantId: null } }),
          ),
        ).rejects.toMatchObject({
          code: "database_already_exists",
          message: "Database 'app_two_main' already exists",
        });
      });

      it("tells the databases of one schema from those of another (GW-20)", async () => {
        await registry.addPlatform({ name: "many", ...plain });
        const of = (schemaName: string, databaseId: string): Partial<TenantDatabase> => ({
          identity: { kind: "schema", schemaName, databaseId },
        });
        await make("many", "many_shop_2", of("shop", "2"));
        await make("many", "many_shop_1", of("shop", "1"));
        await make("many", "many_stock_1", of("stock", "1"));
        const names = async (schemaName?: string): Promise<readonly string[]> =>
          (await registry.databases("many", schemaName)).map(({ name }) => name);
        expect(await names()).toEqual(["many_shop_1", "many_shop_2", "many_stock_1"]);
        expect(await names("shop")).toEqual(["many_shop_1", "many_shop_2"]);
        expect(await names("sho")).toEqual([]);
        expect(await registry.findDatabaseById("many", "2")).toMatchObject({ name: "many_shop_2" });
        expect(await registry.findDatabaseById("many", "1")).toBeNull();
        expect(await registry.findDatabaseById("app", "2")).toBeNull();
      });

      it("knows a platform that nobody has registered for as long as it has a database", async () => {
        await make("implied", "implied_main", { identity: { kind: "tenant", tenantId: null } });
        expect(await registry.findPlatform("implied")).toMatchObject({ isRegistered: false });
        await registry.removeDatabase("implied_main");
        expect(await registry.findPlatform("implied")).toBeNull();

        await make("implied", "implied_main", { identity: { kind: "tenant", tenantId: null } });
        expect(await registry.addPlatform({ name: "implied", ...plain })).toMatchObject({
          isRegistered: true,
        });
        expect(await registry.databases("implied")).toHaveLength(1);
        await registry.removeDatabase("implied_main");
        expect(await registry.findPlatform("implied")).not.toBeNull();
      });

      it("makes none of a schema for a platform that nobody has registered", async () => {
        await expect(
          registry.reserveDatabase(
            database("nobody", "nobody_s_1", {
              identity: { kind: "schema", schemaName: "s", databaseId: "1" },
            }),
          ),
        ).rejects.toMatchObject({ code: "platform_not_found" });
        expect(await registry.findPlatform("nobody")).toBeNull();
      });

      it("gives a name to one of many that want it at the same time", async () => {
        const attempts = Array.from({ length: 8 }, (_, index) =>
          (index % 2 === 0 ? registry : other).reserveDatabase(database("race", "race_north")),
        );
        const results = await Promise.allSettled(attempts);
        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        expect(await other.reservedDatabases()).toEqual(
          expect.arrayContaining([database("race", "race_north")]),
        );
      });

      it("loses none of many that are made at the same time", async () => {
        const names = Array.from(
          { length: 12 },
          (_, index) => `crowd_${String(index).padStart(2, "0")}`,
        );
        await Promise.all(
          names.map(async (name, index) => {
            const each = index % 2 === 0 ? registry : other;
            const identity = { kind: "tenant", tenantId: name } as const;
            await each.reserveDatabase(database("crowd", name, { identity, server: "second" }));
            await each.confirmDatabase(name, "ready");
          }),
        );
        expect((await registry.databases("crowd")).map(({ name }) => name)).toEqual(names);
        expect((await registry.serverCounts()).get("second")).toBe(12);
      });
    });

    describe("schemas", () => {
      it("keeps every version, and the last one counts (GW-19)", async () => {
        await registry.addPlatform({ name: "stored", ...plain });
        const first = await registry.storeSchema(
          schema("stored", "shop", "one"),
          Buffer.from("one"),
        );
        const second = await registry.storeSchema(
          schema("stored", "shop", "two"),
          Buffer.from("two"),
        );
        expect([first.version, second.version]).toEqual([1, 2]);
        expect(await other.findSchema("stored", "shop")).toEqual(second);
        expect(await other.findSchema("stored", "shop", 1)).toEqual(first);
        expect(Buffer.from(await other.readArchive(first)).toString()).toBe("one");
        expect(Buffer.from(await other.readArchive(second)).toString()).toBe("two");
      });

      it("makes no version of the archive that is the last one already (GW-19)", async () => {
        await registry.addPlatform({ name: "same", ...plain });
        const first = await registry.storeSchema(schema("same", "shop", "one"), Buffer.from("one"));
        expect(await other.storeSchema(schema("same", "shop", "one"), Buffer.from("one"))).toEqual(
          first,
        );
      });

      it("lists the last version of each by name (GW-19)", async () => {
        await registry.addPlatform({ name: "listed", ...plain });
        for (const [name, text] of [
          ["d", "0"],
          ["b", "1"],
          ["a", "2"],
          ["b", "3"],
        ] as const)
          await registry.storeSchema(schema("listed", name, text), Buffer.from(text));
        expect(
          (await registry.schemas("listed")).map(({ name, version }) => [name, version]),
        ).toEqual([
          ["a", 1],
          ["b", 2],
          ["d", 1],
        ]);
        expect(await registry.schemas("nobody")).toEqual([]);
        expect(await registry.findSchema("listed", "c")).toBeNull();
        expect(await registry.findSchema("nobody", "a")).toBeNull();
      });

      it("gives each of many that come at the same time a version of its own", async () => {
        await registry.addPlatform({ name: "uploads", ...plain });
        const stored = await Promise.all(
          Array.from({ length: 8 }, (_, index) =>
            (index % 2 === 0 ? registry : other).storeSchema(
              schema("uploads", "shop", String(index)),
              Buffer.from(String(index)),
            ),
          ),
        );
        expect(stored.map(({ version }) => version).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
        for (const [index, each] of stored.entries())
          expect(Buffer.from(await registry.readArchive(each)).toString()).toBe(String(index));
      });

      it.each(["", "a-b", "a b", "../a", "a/b", "x".repeat(64)])(
        "refuses the name %j (GW-19)",
        async (name) => {
          await expect(
            registry.storeSchema(schema("stored", name, "x"), Buffer.from("x")),
          ).rejects.toMatchObject({ code: "invalid_request" });
        },
      );

      it("takes names that mean something to JavaScript for names", async () => {
        await registry.addPlatform({ name: "constructor", ...plain });
        for (const name of ["__proto__", "constructor", "toString"]) {
          expect(await registry.findSchema("constructor", name)).toBeNull();
          await registry.storeSchema(schema("constructor", name, name), Buffer.from(name));
          const found = await other.findSchema("constructor", name);
          expect(found).toMatchObject({ name, version: 1 });
        }
        expect(await registry.schemas("constructor")).toHaveLength(3);
      });
    });

    it("has everything after a restart (GW-18)", async () => {
      const before = await registry.platforms();
      const restarted = await place.open(createSecretBox(secretKey));
      expect(await restarted.platforms()).toEqual(before);
      expect(await restarted.databases("crowd")).toEqual(await registry.databases("crowd"));
      expect(await restarted.schemas("listed")).toEqual(await registry.schemas("listed"));
      await restarted.close();
    });
  });
}
