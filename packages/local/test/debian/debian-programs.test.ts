import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, it } from "vitest";

import { debianPrograms } from "../../src/debian/debian-programs.js";

describe.runIf(existsSync("/usr/bin/apt-get"))("debianPrograms", () => {
  it("runs programs of a package on a machine that has none of what they need", async () => {
    const folder = await debianPrograms("postgresql-client-18");
    const run = (program: string, ...args: readonly string[]) =>
      execFileSync(join(folder, program), args, { env: {}, encoding: "utf8" });
    expect(run("pg_dump", "--version")).toMatch(/^pg_dump \(PostgreSQL\) 18\./);
    // It looks for pg_dump beside itself.
    expect(run("pg_dumpall", "--version")).toMatch(/^pg_dumpall \(PostgreSQL\) 18\./);
  });
});
