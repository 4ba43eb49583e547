import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { version } from "@stopgap/sql";
import { expect, it } from "vitest";

import { runInProcess } from "./fixtures/run-in-process.js";
import { temporaryFolder } from "./fixtures/temporary-folder.js";

it("packs the files of both extensions into a folder, with a way on from each earlier version", async () => {
  const folder = await temporaryFolder();
  const packed = await runInProcess(
    ["extension", "pack", "files", "--upgrade-from", "0.0.1,0.0.2", "--json"],
    {},
    folder,
  );
  expect(packed).toMatchObject({ exitCode: 0, stderr: "" });
  const files = ["plts", "stopgap"].flatMap((name) => [
    `${name}--0.0.1--ANY.sql`,
    `${name}--0.0.2--ANY.sql`,
    `${name}--${version}--ANY.sql`,
    `${name}--${version}.sql`,
    `${name}--ANY--${version}.sql`,
    `${name}.control`,
  ]);
  expect(JSON.parse(packed.stdout)).toEqual({
    command: "extension pack",
    folder: join(folder, "files"),
    version,
    files: [...files].sort(),
  });
  expect((await readdir(join(folder, "files"))).sort()).toEqual([...files].sort());
  expect(await readFile(join(folder, "files", "stopgap.control"), "utf8")).toContain(
    "requires = 'plts'",
  );
});

it("says what it has packed, and takes its twin from the environment", async () => {
  const folder = await temporaryFolder();
  const packed = await runInProcess(
    ["extension", "pack", "."],
    { STOPGAP_UPGRADE_FROM: "0.0.1" },
    folder,
  );
  expect(packed.stdout).toContain("+ plts--0.0.1--ANY.sql\n");
  expect(packed.stdout).toContain(`packed version=${version} files=10 folder=${folder}\n`);
});

it("refuses a folder that cannot be written, and a version that is none", async () => {
  const folder = await temporaryFolder();
  const fail = async (...args: readonly string[]) => {
    const { exitCode, stderr } = await runInProcess(["extension", "pack", ...args], {}, folder);
    return { exitCode, stderr };
  };
  expect(await fail("/dev/null/files")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("/dev/null/files cannot be written") as string,
  });
  expect(await fail("files", "--upgrade-from", "1.0")).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("1.0 is no version") as string,
  });
});
