import { mkdtemp, readdir, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { lastWords, runProgram } from "../cache/run-program.js";
import { LocalError } from "../errors.js";

const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const freshMilliseconds = 30 * 24 * 3600_000;

/** What to fetch, and where to keep it. */
export interface PljsRequest {
  /** The folder that keeps the packages. */
  readonly folder: string;
  /** The major version of the PostgreSQL that will load it. */
  readonly major: number;
  readonly onProgress?: ((line: string) => void) | undefined;
}

/**
 * The path of Debian's package of pljs. It is fetched once, and again when it is older than 30 days; when that fails, the
 * last good one serves.
 *
 * @throws {@link LocalError} `unavailable` when there is none and none can be fetched.
 */
export async function pljsPackage(request: PljsRequest): Promise<string> {
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

async function newestPackage({ folder, major }: PljsRequest): Promise<string | undefined> {
  const names = (await readdir(folder)).filter(
    (name) => name.startsWith(`${packageName(major)}_`) && name.endsWith(".deb"),
  );
  const dated = await Promise.all(
    names.map(async (name) => ({ name, time: (await stat(join(folder, name))).mtimeMs })),
  );
  const newest = dated.sort((a, b) => b.time - a.time)[0];
  return newest && join(folder, newest.name);
}

/** Fetches through the machine's own apt and archive, in lists of our own: the machine's sources stay as they are. */
async function fetchPackage({ folder, major, onProgress }: PljsRequest): Promise<string> {
  const archives = await archivesOfMachine(folder);
  if (archives.length === 0) throw new LocalError("unavailable", "apt knows no package archive");
  onProgress?.(`Fetching ${packageName(major)} through apt`);
  const failures: string[] = [];
  for (const archive of archives) {
    const work = await mkdtemp(join(folder, "apt-"));
    try {
      return await fetchFrom(archive, { folder, major }, work);
    } catch (error) {
      failures.push(lastWords(error));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  throw new LocalError(
    "unavailable",
    `apt found no ${packageName(major)} in the unstable suite (${failures.join("; ")})`,
  );
}

async function fetchFrom(archive: string, request: PljsRequest, work: string): Promise<string> {
  const signedBy = existsSync(debianKeyring) ? ` [signed-by=${debianKeyring}]` : "";
  await writeFile(join(work, "sources.list"), `deb${signedBy} ${archive} unstable main\n`);
  await writeFile(join(work, "status"), "");
  const options = privateAptOptions(work);
  await runProgram("apt-get", [...options, "update"], { cwd: work });
  await runProgram("apt-get", [...options, "download", packageName(request.major)], { cwd: work });
  const name = (await readdir(work)).find((each) => each.endsWith(".deb"));
  if (name === undefined) throw new Error("apt-get download left no package");
  const kept = join(request.folder, name);
  await rename(join(work, name), kept);
  await utimes(kept, new Date(), new Date());
  return kept;
}

function privateAptOptions(work: string): readonly string[] {
  const settings = {
    "Dir::State": work,
    "Dir::State::status": join(work, "status"),
    "Dir::Cache": work,
    "Dir::Etc::SourceList": join(work, "sources.list"),
    "Dir::Etc::SourceParts": "/dev/null",
    "APT::Sandbox::User": "",
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    "Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled": "false",
    "Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled": "false",
  };
  return [
    "-qq",
    ...Object.entries(settings).flatMap(([name, value]) => ["-o", `${name}=${value}`]),
  ];
}

/**
 * Where this machine's own apt finds packages, Debian's first. Unlike its other questions, apt answers this one also when
 * it has no lists yet, as in a fresh container.
 */
async function archivesOfMachine(folder: string): Promise<readonly string[]> {
  const work = await mkdtemp(join(folder, "apt-"));
  try {
    const lines = await runProgram("apt-get", [
      "-o",
      `Dir::State=${work}`,
      "update",
      "--print-uris",
    ]);
    const uris = [...lines.matchAll(/^'(\S+)\/dists\/\S+\/InRelease'/gm)].map(
      ([, uri]) => uri ?? "",
    );
    const archives = [...new Set(uris)].filter((uri) => !uri.endsWith("-security"));
    return archives.sort((a, b) => Number(b.endsWith("/debian")) - Number(a.endsWith("/debian")));
  } catch (cause) {
    throw new LocalError("unavailable", "there is no apt on this machine", { cause });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

function packageName(major: number): string {
  return `postgresql-${major.toString()}-pljs`;
}
