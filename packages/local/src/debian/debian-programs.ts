import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";

import { withFileLock } from "../cache/file-lock.js";
import { cacheFolder, makeReachable } from "../cache/folders.js";
import { runProgram } from "../cache/run-program.js";
import { fromArchive, type Archive } from "./archive.js";

/** What to find programs with. */
export interface ProgramsRequest {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * A folder with the programs of a package of Debian's unstable suite, ready to run: with all libraries that they need beside
 * them, C's own included, so that they run on a machine of any age, and nothing is installed. Fetched once, into the cache.
 *
 * @param name - The package, such as `pgbouncer`.
 * @throws {@link LocalError} `unavailable` when it cannot be fetched.
 * @example
 * const folder = await debianPrograms("pgbouncer");
 * spawn(join(folder, "pgbouncer"), ["config.ini"]);
 */
export async function debianPrograms(
  name: string,
  { env, onProgress }: ProgramsRequest = {},
): Promise<string> {
  const cache = await makeReachable(cacheFolder(env));
  const programs = await makeReachable(join(cache, "programs"));
  return withFileLock(join(cache, `${name}.lock`), async () => {
    const folder = join(programs, name);
    if (!existsSync(folder)) {
      onProgress?.(`Fetching ${name} through apt`);
      const work = await mkdtemp(`${folder}.new-`);
      try {
        await fromArchive(work, name, (archive) => unpack(archive, name, join(work, "root")));
        await writeStarters(work, folder);
        await runProgram("chmod", ["-R", "a+rX", work]);
        await rename(work, folder);
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    }
    return join(folder, "bin");
  });
}

async function unpack(archive: Archive, name: string, root: string): Promise<void> {
  const printed = await archive.aptGet("install", "--no-install-recommends", "--print-uris", name);
  const needed = [...printed.matchAll(/^'\S+' ([^_\s]+)_\S+\.deb /gm)].map(
    ([, each]) => each ?? "",
  );
  const libraries = needed.filter((each) => each.startsWith("lib") && !each.includes("perl"));
  await archive.aptGet("download", name, ...libraries);
  for (const file of await readdir(archive.folder))
    if (file.endsWith(".deb"))
      await runProgram("dpkg-deb", ["-x", join(archive.folder, file), root]);
}

/** A script for each program: it starts with the libraries beside it, by their own loader, and takes the script for itself. */
async function writeStarters(work: string, folder: string): Promise<void> {
  await mkdir(join(work, "bin"));
  const found = await runProgram("sh", [
    "-c",
    'cd "$1" && find usr/bin usr/sbin usr/lib/postgresql/*/bin -type f -perm -u+x 2>/dev/null || true',
    "sh",
    join(work, "root"),
  ]);
  for (const program of found.trim().split("\n")) {
    const script = `#!/bin/sh
root='${folder}/root'
libraries=$(echo "$root"/usr/lib/*-linux-gnu)
exec "$(echo "$root"/usr/lib*/ld-linux-*.so.*)" --argv0 "$0" --library-path "$libraries" "$root/${program}" "$@"
`;
    await writeFile(join(work, "bin", basename(program)), script, { mode: 0o755 });
  }
}
