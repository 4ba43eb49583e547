import { describe, expect, it } from "vitest";

import {
  databaseName,
  identityKey,
  sanitizeName,
  tenantIdOf,
} from "../../src/naming/database-name.js";
import { platformKey, platformRole } from "../../src/naming/platform-name.js";
import type { DatabaseIdentity } from "../../src/registry/registry.js";

const tenant = (tenantId: string | null): DatabaseIdentity => ({ kind: "tenant", tenantId });
const of = (schemaName: string, databaseId: string): DatabaseIdentity => ({
  kind: "schema",
  schemaName,
  databaseId,
});

describe("the name of a database", () => {
  it.each([
    ["institute-app", "institute_app"],
    ["clinic-002", "clinic_002"],
    ["__test__", "test"],
    ["MyApp", "myapp"],
    ["a.b c", "a_b_c"],
    ["ä", ""],
    ["a😀b", "a_b"],
    ["", ""],
  ])("has %j as %j (GW-22)", (part, sanitised) => {
    expect(sanitizeName(part)).toBe(sanitised);
  });

  it.each([
    ["institute-app", tenant(null), "institute_app_main"],
    ["institute-app", tenant("clinic-002"), "institute_app_clinic_002"],
    ["shop", of("Tenant-DB", "store-001"), "shop_tenant_db_store_001"],
    ["_9to5", tenant("x"), null],
    ["shop", tenant("---"), null],
    ["日本", tenant("x"), null],
    ["shop", of("", "1"), null],
    ["s", tenant("x".repeat(61)), `s_${"x".repeat(61)}`],
    ["s", tenant("x".repeat(62)), null],
  ])("of %j and %j is %j (GW-22)", (platform, identity, name) => {
    if (name === null)
      expect(() => databaseName(platform, identity)).toThrow("Invalid database name: ");
    else expect(databaseName(platform, identity)).toBe(name);
  });

  it("takes nothing, an empty word and the word null for no tenant (GW-22)", () => {
    expect([undefined, null, "", "null", "nul", "Null"].map(tenantIdOf)).toEqual([
      null,
      null,
      null,
      null,
      "nul",
      "Null",
    ]);
  });

  it("is asked for in as many ways as there are identities, also when it is the same (GW-26)", () => {
    const identities = [
      tenant(null),
      tenant("main"),
      tenant("Main"),
      tenant("a_b"),
      of("a", "b"),
      of("a_b", "c"),
      of("a", "b_c"),
    ];
    expect(new Set(identities.map(identityKey)).size).toBe(identities.length);
  });
});

describe("what a platform is known by", () => {
  it("is what its databases' names begin with (GW-22)", () => {
    expect(platformKey("Institute-App")).toBe("institute_app");
    expect(platformRole("Institute-App")).toBe("stopgap_platform_institute_app");
  });

  it("is never so long that PostgreSQL would cut the role's name (GW-26)", () => {
    expect(platformRole("x".repeat(46))).toHaveLength(63);
    expect(() => platformKey("x".repeat(47))).toThrow("the most is 46");
  });
});
