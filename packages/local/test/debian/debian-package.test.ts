import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { debianPackage } from "../../src/debian/debian-package.js";

const aptGet = "/usr/bin/apt-get";
const longAgo = new Date(2020, 0, 1);

describe("debianPackage", () => {
  let work: string;
  let folder: string;

  beforeEach(async () => {
    work = await mkdtemp(join(tmpdir(), "stopgap-debian-"));
    folder = join(work, "packages");
    await mkdir(folder);
    await mkdir(join(work, "bin"));
    vi.stubEnv("PATH", `${join(work, "bin")}:${process.env["PATH"] ?? ""}`);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(work, { recursive: true });
  });

  const aptIs = (script: string) =>
    writeFile(join(work, "bin", "apt-get"), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const keep = async (name: string, time = new Date()) => {
    await writeFile(join(folder, name), "");
    await utimes(join(folder, name), time, time);
    return join(folder, name);
  };

  it("takes the newest kept package of that name, without asking apt", async () => {
    await aptIs(`touch ${join(work, "asked")}; exit 1`);
    await keep("postgresql-18-pljs_1.0.4-1_amd64.deb", new Date(Date.now() - 60_000));
    await keep("postgresql-17-pljs_1.0.9-1_amd64.deb");
    const newest = await keep("postgresql-18-pljs_1.0.5-1_amd64.deb");
    expect(await debianPackage({ folder, name: "postgresql-18-pljs" })).toBe(newest);
    expect(existsSync(join(work, "asked"))).toBe(false);
  });

  it("asks apt again after 30 days, and takes the last good one when apt fails", async () => {
    await aptIs(`touch ${join(work, "asked")}; exit 1`);
    const old = await keep("postgresql-18-pljs_1.0.5-1_amd64.deb", longAgo);
    expect(await debianPackage({ folder, name: "postgresql-18-pljs" })).toBe(old);
    expect(existsSync(join(work, "asked"))).toBe(true);
    expect((await stat(old)).mtime.getTime()).toBeGreaterThan(longAgo.getTime());
  });

  it("says that there is no apt", async () => {
    vi.stubEnv("PATH", join(work, "bin"));
    await expect(debianPackage({ folder, name: "postgresql-18-pljs" })).rejects.toMatchObject({
      code: "unavailable",
      message: "there is no apt on this machine",
    });
  });

  it("says that apt knows no archive", async () => {
    await aptIs("exit 0");
    await expect(debianPackage({ folder, name: "postgresql-18-pljs" })).rejects.toMatchObject({
      code: "unavailable",
      message: "apt knows no package archive",
    });
  });

  it.runIf(existsSync(aptGet))("refuses an archive that Debian has not signed", async () => {
    const archive = join(work, "archive");
    const suite = join(archive, "dists", "unstable");
    await mkdir(join(suite, "main", "binary-amd64"), { recursive: true });
    await writeFile(join(suite, "main", "binary-amd64", "Packages"), "");
    await writeFile(join(suite, "Release"), "Origin: Debian\nSuite: unstable\n");
    const answer = `echo "'file:${archive}/dists/stable/InRelease' InRelease 0"`;
    await aptIs(`case "$*" in *--print-uris) ${answer};; *) exec ${aptGet} "$@";; esac`);
    await expect(debianPackage({ folder, name: "postgresql-18-pljs" })).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/apt found no postgresql-18-pljs .*not signed/s) as string,
    });
    expect(await readdir(folder)).toEqual([]);
  });
});
