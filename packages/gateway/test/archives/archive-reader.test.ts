import { execFileSync } from "node:child_process";

import { parseSchema, readSchemaArchive } from "@stopgap/schema";
import { afterEach, describe, expect, it, vi } from "vitest";

import {
  type ArchiveReader,
  type ArchiveReaderOptions,
  createArchiveReader,
} from "../../src/archives/archive-reader.js";
import { GatewayError } from "../../src/errors/gateway-error.js";
import { archiveOf, library, titles } from "../fixtures/schema-archive.js";
import { testSettings } from "../fixtures/settings.js";

// Each reader starts a process.
vi.setConfig({ testTimeout: 120_000 });

const { limits } = testSettings();
const table = { "tables/users.sql": "create table users (id int primary key);" };
/** What takes a parser many times as long as anything else here. */
const large = { "seeders/users.sql": `insert into users values ${"(1),".repeat(300_000)}(1);` };

let reader: ArchiveReader;
const open = (options: ArchiveReaderOptions = {}): ArchiveReader =>
  (reader = createArchiveReader(limits, options));
afterEach(async () => {
  await reader.close();
  expect(processes()).toEqual([]);
});

/** The processes that this one has started for archives. */
function processes(): readonly number[] {
  return execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((line) => line.includes("archive-program"))
    .map((line) => Number.parseInt(line, 10));
}

/** The error alone: what is read may be too large to be shown. */
async function failureOf(reading: Promise<unknown>): Promise<GatewayError> {
  const outcome: unknown = await reading.then(
    () => "it was read",
    (error: unknown) => error,
  );
  if (outcome instanceof GatewayError) return outcome;
  throw new Error("it was not refused", { cause: outcome });
}

describe("reading archives in a process", () => {
  it("comes to what reading them here does", async () => {
    const archive = await archiveOf({
      ...library,
      ...titles,
      "migrations/001.sql": "alter table books add isbn text;\n-- done\nselect 1;",
    });
    const { declared, folders, modules, checksum } = await open().declare(archive);
    expect(declared).toEqual(await parseSchema(await readSchemaArchive(archive)));
    expect(checksum).toBe(declared.checksum);
    expect(modules).toEqual(declared.modules);
    expect([...folders].sort()).toEqual(
      ["extensions", "functions", "migrations", "seeders", "tables", "types"].sort(),
    );
    expect(await reader.unpack(archive)).toEqual({ checksum, folders, modules });
  });

  it("keeps the process for the next ones, and starts no more than it may", async () => {
    const archive = await archiveOf(table);
    await open({ processes: 2 }).declare(archive);
    const [first] = processes();
    await reader.declare(archive);
    expect(processes()).toEqual([first]);
    await Promise.all([1, 2, 3, 4, 5].map(() => reader.declare(archive)));
    expect(processes()).toHaveLength(2);
  });

  it("ends a process that has nothing to read for a while", async () => {
    await open({ idleMs: 10 }).declare(await archiveOf(table));
    await vi.waitFor(() => {
      expect(processes()).toEqual([]);
    });
    expect((await reader.declare(await archiveOf(table))).declared.tables).toHaveLength(1);
  });

  it("says what is wrong with an archive", async () => {
    await expect(open().declare(new Uint8Array([1, 2, 3]))).rejects.toMatchObject({
      code: "schema_extraction_failed",
      fields: { reason: expect.stringContaining("Failed to extract tar.gz") as string },
    });
    const broken = await archiveOf({ "tables/users.sql": "create table users (id int;" });
    await expect(reader.declare(broken)).rejects.toMatchObject({
      code: "schema_extraction_failed",
      fields: { reason: 'tables/users.sql:1:27: syntax error at or near ";"' },
    });
  });

  it("says it in few words where everything is wrong", async () => {
    const hostile = await archiveOf({ "tables/a.sql": "select;".repeat(10_000) });
    const reason = (await failureOf(open().declare(hostile))).fields.reason ?? "";
    expect(reason.split("\n")).toHaveLength(101);
    expect(reason.split("\n").at(-1)).toBe("... and 9900 more");
  });

  it("refuses more statements than anybody can work with", async () => {
    const many = await archiveOf({ "migrations/001.sql": "select;".repeat(100_001) });
    await expect(open().declare(many)).rejects.toMatchObject({
      code: "schema_extraction_failed",
      fields: {
        reason: "the schema has 100001 statements, more than 100000",
        hint: "Write an insert of many rows instead of many inserts.",
      },
    });
  });

  it("refuses a statement that is too long to be compared", async () => {
    const text = `create function f() returns int language sql as $$ select ${"1,".repeat(131_072)}1 $$`;
    expect(
      await failureOf(open().declare(await archiveOf({ "functions/f.sql": `\n${text};` }))),
    ).toMatchObject({
      code: "schema_extraction_failed",
      fields: {
        reason: `functions/f.sql:2: a statement of ${text.length} characters, more than 262144`,
        hint: "Divide it: data belongs into tables, and a long function into several.",
      },
    });
  });

  it("refuses what takes too long", async () => {
    const failure = await failureOf(open({ timeLimitMs: 50 }).declare(await archiveOf(table)));
    expect(failure).toMatchObject({
      code: "schema_extraction_failed",
      status: 400,
      fields: {
        reason: "it takes more than 0.05 s or 1024 MB to read its SQL",
        hint: "Send shorter files, and less data in seeders/ and migrations/.",
      },
    });
  });

  it("refuses what takes too much memory, and reads the next one", async () => {
    open({ processes: 1, memoryLimitMb: 64 });
    expect(await failureOf(reader.declare(await archiveOf({ ...table, ...large })))).toMatchObject({
      code: "schema_extraction_failed",
      fields: { reason: "it takes more than 60 s or 64 MB to read its SQL" },
    });
    expect((await reader.declare(await archiveOf(table))).declared.tables).toHaveLength(1);
  });

  it("reads the next one with a new process after one was killed", async () => {
    const archive = await archiveOf({ ...table, ...large });
    const reading = open({ processes: 1 }).declare(archive);
    await vi.waitFor(() => {
      expect(processes()).toHaveLength(1);
    });
    const [killed] = processes();
    process.kill(killed ?? 0, "SIGKILL");
    expect((await failureOf(reading)).code).toBe("schema_extraction_failed");
    expect((await reader.declare(await archiveOf(table))).declared.tables).toHaveLength(1);
    const [waiting] = processes();
    expect(waiting).not.toBe(killed);
    process.kill(waiting ?? 0, "SIGKILL");
    await vi.waitFor(() => {
      expect(processes()).toEqual([]);
    });
    expect((await reader.declare(await archiveOf(table))).declared.tables).toHaveLength(1);
  });

  it("stops when nobody wants it any more, also in line", async () => {
    const archive = await archiveOf({ ...table, ...large });
    const gone = new AbortController();
    const first = open({ processes: 1 }).declare(archive, gone.signal);
    const second = reader.declare(archive, gone.signal);
    await vi.waitFor(() => {
      expect(processes()).toHaveLength(1);
    });
    gone.abort();
    expect((await failureOf(first)).code).toBe("unavailable");
    expect((await failureOf(second)).code).toBe("unavailable");
    expect((await reader.declare(await archiveOf(table))).declared.tables).toHaveLength(1);
  });
});
