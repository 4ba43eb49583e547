import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { deflateRawSync, gzipSync } from "node:zlib";

import fc from "fast-check";
import { pack, type Header } from "tar-stream";

interface Entry {
  readonly header: Partial<Header> & { readonly name: string };
  readonly content: string;
}

/** A `.tar.gz` of entries as they are, however wrong. */
async function archiveOfEntries(entries: readonly Entry[]): Promise<Uint8Array> {
  const archive = pack();
  for (const { header, content } of entries) archive.entry(header, content);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

const folders = ["extensions", "types", "tables", "functions", "migrations", "seeders"] as const;

/** What is fine by itself. */
const goodEntry: fc.Arbitrary<Entry> = fc.constantFrom(
  { header: { name: "postgresql/tables/good.sql" }, content: "create table good (id int)" },
  { header: { name: "postgresql/README.md" }, content: "# What nobody reads" },
  { header: { name: "postgresql/functions/good.sql" }, content: "" },
);

/** SQL that does not end, does not begin, or does not belong into a schema. */
const malformedSql = fc.oneof(
  fc.constantFrom(
    "create table a (",
    "create table a (id int); drop database postgres;",
    "commit; create table a (id int)",
    "rollback; drop table a",
    "\\connect postgres",
    "copy pg_authid to program 'true'; (",
    "select " + "(".repeat(20_000),
    "/* never closed",
    "create function f() returns int language sql as $$ select",
    "create table a (id int)) ;",
    "'",
    '"',
    "create table a\u0000 (id int)",
  ),
  fc.string({ minLength: 1, maxLength: 200 }).map((text) => `create ${text} (`),
);

const malformedFile: fc.Arbitrary<Entry> = fc.record({
  header: fc.record({
    name: fc.constantFrom(...folders.slice(1)).map((folder) => `postgresql/${folder}/a.sql`),
  }),
  content: malformedSql,
});

const outside: fc.Arbitrary<Entry> = fc.record({
  header: fc.record({
    name: fc.constantFrom(
      "../outside.sql",
      "/etc/outside.sql",
      "postgresql/tables/../../outside.sql",
      "postgresql/../../../tables/a.sql",
    ),
  }),
  content: fc.constant("create table a (id int)"),
});

const link: fc.Arbitrary<Entry> = fc.record({
  header: fc.record({
    name: fc.constantFrom(...folders).map((folder) => `postgresql/${folder}/a.sql`),
    type: fc.constantFrom("symlink", "link", "character-device", "block-device", "fifo"),
    linkname: fc.constantFrom("/etc/passwd", "../..", "postgresql/tables/a.sql"),
  }),
  content: fc.constant(""),
});

const badEntry = fc.oneof({ weight: 3, arbitrary: malformedFile }, outside, link);

const entries = fc
  .tuple(fc.array(goodEntry, { maxLength: 3 }), badEntry, fc.array(goodEntry, { maxLength: 2 }))
  .map(([before, bad, after]) => [...before, bad, ...after]);

/** Bytes that are no gzip, no tar in it, or that unpack to far more than they are. */
const brokenBytes: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.string({ maxLength: 400 }).map((text) => gzipSync(text)),
  fc.constant(gzipSync(Buffer.alloc(80 * 1024 * 1024))),
  fc.constant(deflateRawSync(randomBytes(1000))),
);

/** An upload that nobody who means well makes: each has something that no schema has. */
export const hostileArchive: fc.Arbitrary<Promise<Uint8Array>> = fc.oneof(
  { weight: 2, arbitrary: brokenBytes.map((bytes) => Promise.resolve(bytes)) },
  { weight: 5, arbitrary: entries.map(archiveOfEntries) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(entries, fc.double({ min: 0, max: 0.95, noNaN: true }))
      .map(async ([all, share]) => {
        const whole = await archiveOfEntries(all);
        return whole.subarray(0, Math.floor(whole.length * share));
      }),
  },
);
