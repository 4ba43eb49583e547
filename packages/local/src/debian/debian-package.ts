import { readdir, rename, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

import { fromArchive } from "./archive.js";

const freshMilliseconds = 30 * 24 * 3600_000;

/** What to fetch, and where to keep it. */
export interface PackageRequest {
  /** The folder that keeps the packages. */
  readonly folder: string;
  /** The package's name. */
  readonly name: string;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * The path of a package of Debian's unstable suite. It is fetched once, and again when it is older than 30 days; when that
 * fails, the last good one serves.
 *
 * @throws {@link LocalError} `unavailable` when there is none and none can be fetched.
 */
export async function debianPackage(request: PackageRequest): Promise<string> {
  const kept = await newestPackage(request);
  if (kept !== undefined && Date.now() - (await stat(kept)).mtimeMs < freshMilliseconds)
    return kept;
  try {
    return await fetchPackage(request);
  } catch (error) {
    if (kept === undefined) throw error;
    await utimes(kept, new Date(), new Date());
    return kept;
  }
}

async function newestPackage({ folder, name }: PackageRequest): Promise<string | undefined> {
  const names = (await readdir(folder)).filter(
    (each) => each.startsWith(`${name}_`) && each.endsWith(".deb"),
  );
  const dated = await Promise.all(
    names.map(async (each) => ({ each, time: (await stat(join(folder, each))).mtimeMs })),
  );
  const newest = dated.sort((a, b) => b.time - a.time)[0];
  return newest && join(folder, newest.each);
}

async function fetchPackage({ folder, name, onProgress }: PackageRequest): Promise<string> {
  onProgress?.(`Fetching ${name} through apt`);
  return fromArchive(folder, name, async (archive) => {
    await archive.aptGet("download", name);
    const file = (await readdir(archive.folder)).find((each) => each.endsWith(".deb"));
    if (file === undefined) throw new Error("apt-get download left no package");
    const kept = join(folder, file);
    await rename(join(archive.folder, file), kept);
    await utimes(kept, new Date(), new Date());
    return kept;
  });
}
