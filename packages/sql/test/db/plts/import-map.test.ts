import type { TestDatabase } from "@stopgap/local/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, stopgapDatabase } from "../database.js";

let database: TestDatabase;
let hash: string;
beforeAll(async () => {
  database = await stopgapDatabase();
  hash = await store("export const answer = 42;");
});
afterAll(() => database.drop());

async function store(source: string): Promise<string> {
  const { rows } = await database.client.query<{ hash: string }>(
    "select plts.compile_and_store($1) as hash",
    [source],
  );
  return rows[0]?.hash ?? "";
}

function setImport(specifier: string | null, ...rest: readonly unknown[]): Promise<unknown> {
  const places = [specifier, ...rest].map((_, index) => `$${String(index + 1)}`);
  return database.client.query(`select plts.set_import(${places.join(", ")})`, [
    specifier,
    ...rest,
  ]);
}

async function entry(specifier: string): Promise<Record<string, unknown> | undefined> {
  const { rows } = await database.client.query<Record<string, unknown>>(
    "select artifact_hash, declarations, package, version from plts.import_map where specifier = $1",
    [specifier],
  );
  return rows[0];
}

describe("plts.set_import", () => {
  it("says where a bare name leads, and with which declarations", async () => {
    const declarations = { "@acme/kit/sub.d.ts": "export declare const answer: number;" };
    await setImport("@acme/kit/sub", hash, declarations, "@acme/kit", "1.2.3");
    expect(await entry("@acme/kit/sub")).toEqual({
      artifact_hash: hash,
      declarations,
      package: "@acme/kit",
      version: "1.2.3",
    });
  });

  it("replaces what was there", async () => {
    const other = await store("export const answer = 43;");
    await setImport("replaced", hash, { "replaced.d.ts": "export {};" }, "replaced", "1");
    await setImport("replaced", other);
    expect(await entry("replaced")).toEqual({
      artifact_hash: other,
      declarations: {},
      package: null,
      version: null,
    });
  });

  it.each(["", "./a", "../a", "..", "/a", "node:fs", "https://example.org/a", "a b", "a\nb"])(
    "refuses what is no bare name: %j",
    async (specifier) => {
      expect(await failure(setImport(specifier, hash))).toMatchObject({
        code: "22023",
        message: expect.stringMatching(
          /^plts\.set_import cannot map '.*': only bare names/s,
        ) as string,
      });
    },
  );

  it("refuses Stopgap's own names, and null", async () => {
    expect(await failure(setImport("@stopgap/runtime", hash))).toMatchObject({ code: "22023" });
    expect(await failure(setImport("@stopgap/app/f", hash))).toMatchObject({ code: "22023" });
    expect(await failure(setImport(null, hash))).toMatchObject({ code: "22023" });
  });

  it("refuses an artifact that is not there", async () => {
    expect(await failure(setImport("missing", "sha256:none"))).toMatchObject({
      code: "42704",
      message: "artifact sha256:none does not exist",
    });
  });

  it("refuses declarations that are no texts by path", async () => {
    for (const declarations of ["[]", '{"a.d.ts": 1}']) {
      expect(await failure(setImport("typed", hash, declarations))).toMatchObject({
        code: "22023",
      });
    }
  });

  it("is the deployer's, and no other role's", async () => {
    for (const [role, code] of [
      ["app_user", "42501"],
      ["stopgap_author", "42501"],
    ] as const) {
      await database.client.query(`set role ${role}`);
      const refused = await failure(setImport("roles", hash));
      await database.client.query("reset role");
      expect([role, refused.code]).toEqual([role, code]);
    }
    await database.client.query("set role stopgap_deployer");
    await setImport("roles", hash);
    expect(await entry("roles")).toMatchObject({ artifact_hash: hash });
    await database.client.query("reset role");
  });
});
