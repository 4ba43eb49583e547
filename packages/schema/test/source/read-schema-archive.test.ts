import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { gunzipSync, gzipSync } from "node:zlib";

import { type Header, pack } from "tar-stream";
import { describe, expect, it } from "vitest";

import { createSchemaSource, packSchema, readSchemaArchive, SchemaError } from "../../src/index.js";
import type { ArchiveLimits } from "../../src/index.js";

type TestEntry = Partial<Header> & {
  readonly name: string;
  readonly content?: string | Uint8Array;
};

/** The bytes of a tar of entries as they are given, wrong ones too. */
async function tar(...entries: readonly TestEntry[]): Promise<Buffer> {
  const archive = pack();
  for (const { content = "", ...header } of entries) {
    archive.entry({ mtime: new Date(0), ...header }, content);
  }
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive as AsyncIterable<Uint8Array>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const archiveOf = async (...entries: readonly TestEntry[]): Promise<Buffer> =>
  gzipSync(await tar(...entries));

/** What an archive is refused with. */
async function refusal(
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  limits?: Partial<ArchiveLimits>,
): Promise<SchemaError> {
  const outcome = await readSchemaArchive(archive, limits).catch((error: unknown) => error);
  if (outcome instanceof SchemaError) return outcome;
  throw new Error("it was not refused");
}

const users = "create table users (id int)";
const mebibyte = 1024 * 1024;

describe("an archive is read", () => {
  it.each(["postgresql/", "", "wrapped/postgresql/", "wrapped/", "./", "./postgresql/"])(
    "with its schema in %j (GW-04)",
    async (root) => {
      const archive = await archiveOf(
        { name: `${root}tables/`, type: "directory" },
        { name: `${root}tables/users.sql`, content: users },
        { name: `${root}functions/one.pssql`, content: "select 1" },
      );
      const { files } = await readSchemaArchive(archive);
      expect(files).toEqual([
        { folder: "tables", path: "users.sql", text: users },
        { folder: "functions", path: "one.pssql", text: "select 1" },
      ]);
    },
  );

  it("with folders that are missing, or all of them (GW-04)", async () => {
    const archive = await archiveOf({ name: "postgresql/", type: "directory" });
    expect(await readSchemaArchive(archive)).toMatchObject({ files: [], notes: [] });
  });

  it("with files of all endings, and extensions of one more (GW-04, GW-05)", async () => {
    const names = ["a.sql", "b.pssql", "c.pgsql", "d.txt"];
    for (const folder of ["extensions", "types", "tables", "functions", "seeders", "migrations"]) {
      const archive = await archiveOf(...names.map((name) => ({ name: `${folder}/${name}` })));
      const { files } = await readSchemaArchive(archive);
      expect(files.map(({ path }) => path)).toEqual(
        folder === "extensions" ? names : names.slice(0, 3),
      );
    }
  });

  it("without what is no file of a schema, which is noted", async () => {
    const archive = await archiveOf(
      { name: "readme.md" },
      { name: "postgresql/tables/users.sql", content: users },
      { name: "postgresql/tables/._users.sql", content: "\0\u0005" },
      { name: "postgresql/tables/notes.md" },
      { name: "postgresql/tables/old/users.sql", content: users },
      { name: "postgresql/views/a.sql" },
      { name: "postgresql/functions/api/users.ts", content: "export {};" },
    );
    const { files, notes } = await readSchemaArchive(archive);
    expect(files.map(({ folder, path }) => `${folder}/${path}`)).toEqual([
      "tables/users.sql",
      "functions/api/users.ts",
    ]);
    expect(notes).toEqual([
      "readme.md: not in postgresql/",
      "tables/._users.sql: hidden",
      "tables/notes.md: no file of a schema",
      "tables/old/users.sql: SQL lies directly in its folder",
      "views/a.sql: in no folder of a schema",
    ]);
  });

  it("from a stream, piece by piece", async () => {
    const archive = await archiveOf({ name: "tables/users.sql", content: users });
    const pieces = Array.from({ length: archive.length }, (_, at) => archive.subarray(at, at + 1));
    const { files } = await readSchemaArchive(Readable.from(pieces));
    expect(files).toMatchObject([{ text: users }]);
  });

  it("with a path of more than a hundred characters", async () => {
    const path = `api/${"é".repeat(150)}.ts`;
    const archive = await archiveOf({
      name: `postgresql/functions/${path}`,
      content: "export {};",
    });
    expect(await readSchemaArchive(archive)).toMatchObject({ files: [{ path }] });
  });
});

describe("an archive is refused", () => {
  const file = { name: "tables/users.sql", content: users };

  it.each<[string, TestEntry, RegExp]>([
    ["a path that leads out", { name: "tables/../../etc/passwd" }, /leads out/],
    [
      "a path that leads out and back",
      { name: "postgresql/../postgresql/tables/a.sql" },
      /leads out/,
    ],
    ["an absolute path", { name: "/etc/passwd" }, /absolute/],
    ["a path with a drive", { name: "C:/a.sql" }, /absolute/],
    ["a backslash", { name: "tables\\..\\..\\a.sql" }, /backslash/],
    ["a control character", { name: "tables/a\n.sql" }, /control character/],
    [
      "a symbolic link",
      { name: "tables/a.sql", type: "symlink", linkname: "/etc/passwd" },
      /symlink/,
    ],
    ["a hard link", { name: "tables/a.sql", type: "link", linkname: "/etc/passwd" }, /is a link/],
    ["a device", { name: "tables/a.sql", type: "character-device" }, /character-device/],
    ["a pipe", { name: "tables/a.sql", type: "fifo" }, /fifo/],
    ["a file twice", file, /twice/],
    ["a file twice under two names", { ...file, name: "./tables//users.sql" }, /twice/],
    ["a file that is a folder", { name: "tables/users.sql/a.sql" }, /a file and a folder/],
    ["a folder that is a file", { name: "tables" }, /a file and a folder/],
    ["a path that is too deep", { name: `functions/${"a/".repeat(40)}a.ts` }, /folders deep/],
    ["a path that is too long", { name: `functions/${"a".repeat(600)}.ts` }, /more than 512/],
  ])("that has %s (GW-04)", async (_, entry, message) => {
    const error = await refusal(await archiveOf(file, entry));
    expect(error.code).toBe("unreadable_archive");
    expect(error.message).toMatch(message);
  });

  it.each<[string, Partial<ArchiveLimits>, RegExp]>([
    ["itself", { archiveBytes: 100 }, /the archive is larger than 100/],
    ["unpacked", { unpackedBytes: 2000 }, /unpacks to is larger than 2000/],
    ["in one file", { fileBytes: 26 }, /users.sql is larger than 26/],
    ["in the number of its files", { entries: 1 }, /more than 1 files/],
  ])("that is too large %s (GW-04)", async (_, limits, message) => {
    const archive = await archiveOf(file, { name: "tables/b.sql", content: randomBytes(999) });
    const error = await refusal(archive, limits);
    expect(error.code).toBe("unreadable_archive");
    expect(error.message).toMatch(message);
  });

  it.each<[string, number, number, RegExp]>([
    ["4 MiB in a file", 1, 4 * mebibyte + 1, /is larger than 4194304 bytes/],
    ["64 MiB in all", 33, 2 * mebibyte, /unpacks to is larger than 67108864 bytes/],
    ["5,000 files", 5001, 0, /more than 5000 files/],
  ])("that has more than %s, where nobody says more (GW-04)", async (_, count, size, message) => {
    const content = Buffer.alloc(size);
    const entries = Array.from({ length: count }, (__, at) => ({
      name: `types/${at}.sql`,
      content,
    }));
    expect((await refusal(await archiveOf(...entries))).message).toMatch(message);
  });

  it("that is a bomb, long before all of it is unpacked (GW-04)", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 9 });
    let asked = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        asked += 1;
        yield await Promise.resolve(bomb);
      }
    };
    const error = await refusal(endless(), { unpackedBytes: 1024 * 1024 });
    expect(error.message).toMatch(/unpacks to is larger/);
    expect(asked).toBeLessThan(50);
  });

  it("that says of a file that it is larger than anything (GW-04)", async () => {
    const bytes = await tar(file);
    // A size in base 256, and the checksum that goes with it.
    bytes.fill(0xff, 124, 136);
    bytes[124] = 0x80;
    const sum = bytes
      .subarray(0, 512)
      .reduce((all, byte, at) => all + (at >= 148 && at < 156 ? 32 : byte), 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    expect((await refusal(gzipSync(bytes))).message).toMatch(/is larger than/);
  });

  it("that is no gzip, no tar, or ends too early (GW-03)", async () => {
    const whole = await archiveOf(file);
    const plain = await tar(file);
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("hello"),
      plain,
      gzipSync(randomBytes(1024)),
      whole.subarray(0, whole.length - 20),
      gzipSync(plain.subarray(0, 530)),
      gzipSync(plain.subarray(0, 300)),
    ]) {
      const error = await refusal(bytes);
      expect([error.code, error.message]).toEqual([
        "unreadable_archive",
        expect.stringContaining("Failed to extract tar.gz: "),
      ]);
    }
  });

  it("that has a name or a file that is not UTF-8 (GW-04)", async () => {
    const bytes = await tar({ name: "tables/aaaa.sql", content: users });
    const at = bytes.indexOf("aaaa");
    bytes[at] = 0xff;
    const sum = bytes
      .subarray(0, 512)
      .reduce((all, byte, each) => all + (each >= 148 && each < 156 ? 32 : byte), 0);
    bytes.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    expect((await refusal(gzipSync(bytes))).message).toMatch(/not UTF-8/);
    const archive = await archiveOf(
      { name: "tables/a.sql", content: Uint8Array.of(0x2d, 0x2d, 0xff) },
      { name: "tables/b.sql", content: "select '\0'" },
    );
    const error = await refusal(archive);
    expect(error.code).toBe("invalid_file");
    expect(error.problems).toMatchObject([{ file: "tables/a.sql" }, { file: "tables/b.sql" }]);
  });

  it("that has no schema, or more than one", async () => {
    expect((await refusal(await archiveOf({ name: "a/b/tables/x.sql" }))).code).toBe(
      "not_a_schema",
    );
    const two = await archiveOf({ name: "a/tables/x.sql" }, { name: "b/tables/x.sql" });
    expect((await refusal(two)).message).toBe("the archive has more than one schema: a/, b/");
  });

  it("when its stream fails, with the reason", async () => {
    const failing = new Readable({ read: () => undefined });
    failing.destroy(new Error("the client is gone"));
    expect((await refusal(failing)).message).toContain("the client is gone");
  });
});

describe("a packed schema", () => {
  const source = createSchemaSource([
    { folder: "tables", path: "users.sql", text: users },
    { folder: "functions", path: `api/${"long".repeat(50)}.ts`, text: "export const é = 1;" },
  ]);

  it("is the same when it is read", async () => {
    expect(await readSchemaArchive(await packSchema(source))).toEqual(source);
  });

  it("is the same when it is packed again, in whichever order its files came", async () => {
    const turned = createSchemaSource([...source.files].reverse());
    expect(await packSchema(turned)).toEqual(await packSchema(source));
  });

  it("says nothing of when and where it was packed", async () => {
    const packed = Buffer.from(await packSchema(source));
    expect(packed.subarray(4, 8)).toEqual(Buffer.alloc(4));
    expect(packed[9]).toBe(255);
    const header = gunzipSync(packed).subarray(0, 512).toString("latin1");
    expect(header.slice(108, 148).replace(/[0 \p{Cc}]/gu, "")).toBe("");
    expect(header.slice(265, 329).replace(/\p{Cc}/gu, "")).toBe("");
  });

  it("may be empty", async () => {
    const empty = createSchemaSource([]);
    expect(await readSchemaArchive(await packSchema(empty))).toEqual(empty);
  });
});
