import { gunzipSync, gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createSchemaSource, packSchema, readSchemaArchive, SchemaError } from "../../src/index.js";
import type { SchemaSource } from "../../src/index.js";

const fileName = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .map((name) => name.replace(/[/\\\p{Cc}\uFFFD]/gu, "_").replace(/^[.]/, "_"));

/** The text of a file as it comes back: a byte order mark at its beginning is none of it. */
const text = fc
  .string({ unit: "grapheme", maxLength: 600 })
  .filter((each) => !each.includes("\0") && !each.startsWith("\uFEFF"));

const anySource = fc
  .uniqueArray(
    fc.record({
      folder: fc.constantFrom("types" as const, "tables" as const, "seeders" as const),
      path: fileName.map((name) => `${name}.sql`),
      text,
    }),
    { maxLength: 6, selector: ({ folder, path }) => `${folder}/${path}` },
  )
  .map((files) => createSchemaSource(files));

/** What becomes of an archive: the schema, or the code of the error. */
async function outcomeOf(archive: Uint8Array): Promise<SchemaSource | string> {
  return readSchemaArchive(archive, { unpackedBytes: 4 * 1024 * 1024 }).catch((error: unknown) => {
    if (error instanceof SchemaError) return error.code;
    throw error;
  });
}

const refusals = ["unreadable_archive", "not_a_schema", "invalid_file"];

function isSound(outcome: SchemaSource | string): boolean {
  if (typeof outcome === "string") return refusals.includes(outcome);
  return outcome.files.every(
    ({ path }) => !path.split("/").includes("..") && !path.startsWith("/") && !path.includes("\0"),
  );
}

describe("any schema", () => {
  it("is the same after it was packed and read (GW-04)", async () => {
    await fc.assert(
      fc.asyncProperty(anySource, async (source) => {
        expect(await readSchemaArchive(await packSchema(source))).toEqual(source);
      }),
      { numRuns: 60 },
    );
  });
});

describe("an archive that somebody has damaged", () => {
  const damage = fc.array(fc.record({ at: fc.nat({ max: 8191 }), byte: fc.nat({ max: 255 }) }), {
    minLength: 1,
    maxLength: 8,
  });

  it("is read or refused, never anything else (GW-03, GW-04)", async () => {
    await fc.assert(
      fc.asyncProperty(anySource, damage, async (source, changes) => {
        const archive = Buffer.from(await packSchema(source));
        for (const { at, byte } of changes) archive[at % archive.length] = byte;
        expect(isSound(await outcomeOf(archive))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it("is read or refused where its headers are wrong, never anything else (GW-04)", async () => {
    await fc.assert(
      fc.asyncProperty(anySource, damage, fc.boolean(), async (source, changes, mends) => {
        const tar = gunzipSync(await packSchema(source));
        for (const { at, byte } of changes) {
          tar[at % tar.length] = byte;
          if (mends) mendChecksum(tar, at % tar.length);
        }
        expect(isSound(await outcomeOf(gzipSync(tar)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("is read or refused where it ends anywhere, never anything else (GW-03)", async () => {
    await fc.assert(
      fc.asyncProperty(anySource, fc.nat(), async (source, length) => {
        const archive = await packSchema(source);
        const outcome = await outcomeOf(archive.subarray(0, length % archive.length));
        expect(outcome).toBe("unreadable_archive");
      }),
      { numRuns: 100 },
    );
  });
});

/** Makes the checksum of a block right again, so that what else is wrong with it is found. */
function mendChecksum(tar: Buffer, at: number): void {
  const block = tar.subarray(at - (at % 512), at - (at % 512) + 512);
  const sum = block.reduce(
    (all, byte, place) => all + (place >= 148 && place < 156 ? 32 : byte),
    0,
  );
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
}
