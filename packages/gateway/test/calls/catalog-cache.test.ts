import pg from "pg";
import { describe, expect, it } from "vitest";

import { CatalogCache } from "../../src/calls/catalog-cache.js";
import type { TenantDatabase } from "../../src/registry/registry.js";

const database: TenantDatabase = {
  name: "shop_main",
  platform: "shop",
  server: "default",
  identity: { kind: "tenant", tenantId: null },
  createdAt: new Date(0),
  state: "ready",
};

/** A connection that says this of a path. */
function connection(said: "query" | Error): pg.ClientBase {
  const client = new pg.Client();
  const answer = (): Promise<unknown> =>
    said instanceof Error ? Promise.reject(said) : Promise.resolve({ rows: [{ kind: said }] });
  return Object.assign(client, { query: answer });
}

function refusal(code: string): Error {
  const error = new pg.DatabaseError(`refused with ${code}`, 0, "error");
  error.code = code;
  return error;
}

describe("what kind of function a path leads to", () => {
  it("is remembered, and forgotten where it leads nowhere any more", async () => {
    const cache = new CatalogCache();
    expect(await cache.readKind(connection("query"), database, "api.a.b", null)).toBe("query");
    expect(cache.kind(database, "api.a.b", null)).toBe("query");
    expect(
      await cache.readKind(connection(refusal("42704")), database, "api.a.b", null),
    ).toBeNull();
    expect(cache.kind(database, "api.a.b", null)).toBeUndefined();
  });

  it.each(["22023", "3F000", "42883", "42704", "42501", "55000"])(
    "is nothing where the database refuses the path with %s",
    async (code) => {
      const client = connection(refusal(code));
      expect(await new CatalogCache().readKind(client, database, "api.a.b", null)).toBeNull();
    },
  );

  it.each([
    new Error("Connection terminated unexpectedly"),
    refusal("57014"),
    refusal("57P01"),
    refusal("53300"),
    refusal("55P03"),
    refusal("40001"),
  ])("is not guessed where the database could not be asked: %s", async (error) => {
    const cache = new CatalogCache();
    await cache.readKind(connection("query"), database, "api.a.b", null);
    await expect(cache.readKind(connection(error), database, "api.a.b", null)).rejects.toBe(error);
    expect(cache.kind(database, "api.a.b", null)).toBe("query");
  });
});
