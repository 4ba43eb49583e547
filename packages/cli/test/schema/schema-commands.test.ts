import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { runInProcess } from "../fixtures/run-in-process.js";
import { temporaryFolder, writeFiles } from "../fixtures/temporary-folder.js";

const users = "create table users (id int primary key);\n";
const posts =
  "create table posts (id int primary key, user_id int references users on delete cascade);\n";

/** Runs a command of `schema` in a folder with these files. */
async function schema(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const folder = await temporaryFolder(files);
  return { folder, ...(await runInProcess(["schema", ...args], {}, folder)) };
}

describe("stopgap schema check", () => {
  it("counts what is declared, and names what it ignores", async () => {
    const outcome = await schema(
      {
        "postgresql/tables/a.sql": posts,
        "postgresql/tables/b.sql": users,
        "postgresql/views/c.sql": "",
        "postgresql/functions/api/users.ts": "",
      },
      "check",
    );
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(outcome.stdout).toMatch(
      /^ignored views: in no folder of a schema\nchecked extension_count=0 type_count=0 table_count=2 migration_count=0 function_count=0 module_count=1 seed_count=0 errors=0 checksum=[0-9a-f]{12}\n$/,
    );
  });

  it("shows everything that is wrong where it is, and ends with 13", async () => {
    const outcome = await schema(
      {
        "postgresql/tables/a.sql": "-- wrong\ncreate tabel users (id int);\n",
        "postgresql/seeders/a.sql": "truncate users;",
      },
      "check",
    );
    expect(outcome).toMatchObject({ exitCode: 13, stderr: "" });
    expect(outcome.stdout).toContain(
      'postgresql/tables/a.sql:2:8 - error: syntax error at or near "tabel"\n\n1 -- wrong\n2 create tabel users (id int);\n         ^',
    );
    expect(outcome.stdout).toContain(
      "postgresql/seeders/a.sql:1:1 - error: seeders/ holds inserts alone",
    );
    expect(outcome.stdout).toContain("errors=2");
  });

  it("shows tables that wait for each other, and ends with 13", async () => {
    const outcome = await schema(
      {
        "tables/a.sql": "create table a (b int references b)",
        "tables/b.sql": "create table b (a int references a)",
      },
      "check",
      ".",
    );
    expect(outcome.exitCode).toBe(13);
    expect(outcome.stdout).toContain(
      "tables/a.sql:1:1 - error: Circular dependency detected in table definitions: a, b",
    );
  });

  it("ends with 14 where there is no schema", async () => {
    for (const args of [["check"], ["check", "elsewhere"]]) {
      const { exitCode, stderr } = await schema({ "readme.md": "" }, ...args);
      expect(exitCode).toBe(14);
      expect(stderr).toMatch(/^stopgap: .+ (has no folder of a schema|is no folder)/);
    }
    const { exitCode, stderr } = await schema(
      { "schema.tar.gz": "none" },
      "check",
      "schema.tar.gz",
    );
    expect(exitCode).toBe(14);
    expect(stderr).toMatch(/^stopgap: Failed to extract tar.gz: /);
  });
});

describe("stopgap schema export", () => {
  it("writes an archive that has the same checksum, and the same bytes when it is written again", async () => {
    const { folder, exitCode } = await schema({ "postgresql/tables/a.sql": users }, "export");
    expect(exitCode).toBe(0);
    const file = join(folder, "postgresql.tar.gz");
    const first = await readFile(file);
    const checksum = async (word: string): Promise<unknown> => {
      const { stdout } = await runInProcess(["schema", "check", word, "--json"], {}, folder);
      return (JSON.parse(stdout) as { checksum: unknown }).checksum;
    };
    expect(await checksum(file)).toBe(await checksum("."));
    await rm(file);
    await runInProcess(["schema", "export", "postgresql"], {}, folder);
    expect(await readFile(file)).toEqual(first);
  });

  it("writes nothing of a schema with problems", async () => {
    const { folder, exitCode, stderr } = await schema({ "tables/a.sql": "create" }, "export");
    expect(exitCode).toBe(13);
    expect(stderr).toContain("stopgap: the schema has 1 problem");
    expect(stderr).toContain("tables/a.sql:1:7 - error: syntax error at end of input");
    await expect(readFile(join(folder, "postgresql.tar.gz"))).rejects.toThrow("ENOENT");
  });
});

describe("stopgap schema analyze-deps", () => {
  it("prints the order, who needs whom, and the foreign keys (GW-27)", async () => {
    const files = { "tables/a.sql": posts, "tables/b.sql": users };
    const { folder, exitCode, stdout } = await schema(files, "analyze-deps");
    expect(exitCode).toBe(0);
    expect(stdout).toBe(
      [
        "creation order",
        "  1. users",
        "  2. posts",
        "",
        "depends on",
        "  posts: users",
        "",
        "needed by",
        "  users: posts",
        "",
        "foreign keys",
        "  posts (user_id) references users on delete cascade",
        "",
        "analyzed table_count=2 cycles=0",
        "",
      ].join("\n"),
    );
    const ofTables = await runInProcess(["schema", "analyze-deps", "tables"], {}, folder);
    expect(ofTables).toMatchObject({ exitCode: 0, stdout });
  });

  it("ends with 2 where tables wait for each other, and with 1 where there is no schema (GW-27)", async () => {
    const files = { "tables/a.sql": posts, "tables/b.sql": users };
    const { folder } = await schema(files, "check");
    await writeFiles(folder, { "tables/b.sql": "create table users (post int references posts)" });
    const cyclic = await runInProcess(["schema", "analyze-deps"], {}, folder);
    expect(cyclic).toMatchObject({ exitCode: 2, stderr: "" });
    expect(cyclic.stdout).toContain("cycles\n  posts, users\n");
    const missing = await runInProcess(["schema", "analyze-deps", "missing"], {}, folder);
    expect(missing).toMatchObject({ exitCode: 1, stdout: "" });
    expect(missing.stderr).toContain("missing is no folder");
  });

  it.each([["one", "two"], ["--tables"]])(
    "ends with 2 where it is used in a way that it has not: %j (GW-27)",
    async (...args) => {
      const outcome = await schema({ "tables/b.sql": users }, "analyze-deps", ...args);
      expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    },
  );
});

describe("stopgap schema type-matrix", () => {
  it.each([
    ["int4", "INTEGER", 0, "IDENTICAL: int4 -> INTEGER\n"],
    ["integer", "bigint", 0, "SAFE: integer -> bigint\n"],
    ["bigint", "int", 1, "DATALOSS: bigint -> int: May overflow: BIGINT to INTEGER\n"],
    [
      "uuid",
      "integer",
      2,
      "INCOMPATIBLE: uuid -> integer: Unknown type change: UUID -> INTEGER. Add to compatibility matrix if this should be allowed.\n",
    ],
  ])("classes %s to %s, and ends with %d (GW-27)", async (from, to, exitCode, stdout) => {
    const outcome = await schema({}, "type-matrix", from, to);
    expect(outcome).toMatchObject({ exitCode, stdout, stderr: "" });
  });

  it("prints the matrix without types (GW-27)", async () => {
    const outcome = await schema({}, "type-matrix");
    expect(outcome).toMatchObject({ exitCode: 0, stderr: "" });
    expect(outcome.stdout).toMatch(/^SMALLINT +INTEGER +safe$/m);
    expect(outcome.stdout).toMatch(
      /^INTEGER +SMALLINT +dataloss +May overflow: INTEGER to SMALLINT$/m,
    );
    expect(outcome.stdout).not.toMatch(/^INTEGER +TEXT /m);
  });

  it("wants two types or none, and ends with 2 (GW-27)", async () => {
    const outcome = await schema({}, "type-matrix", "integer");
    expect(outcome).toMatchObject({ exitCode: 2, stdout: "" });
    expect(outcome.stderr).toContain("one type has no other to become");
  });
});
