import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { lastWords, runProgram } from "../cache/run-program.js";
import { LocalError } from "../errors.js";

const debianKeyring = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** One of the machine's archives, read into lists of our own: the machine's sources stay as they are. */
export interface Archive {
  /** An empty folder for what is fetched. It is removed afterwards. */
  readonly folder: string;
  /** Runs `apt-get` on the archive's unstable suite, and returns what it printed. */
  aptGet(...args: readonly string[]): Promise<string>;
}

/**
 * Does something with the archives that this machine's own apt knows, one after the other, until it succeeds.
 *
 * @param folder - Where to keep lists meanwhile.
 * @param wanted - What is looked for, as the error names it.
 * @throws {@link LocalError} `unavailable` when there is no apt, no archive, or none that has it.
 */
export async function fromArchive<T>(
  folder: string,
  wanted: string,
  fetch: (archive: Archive) => Promise<T>,
): Promise<T> {
  const urls = await archivesOfMachine(folder);
  if (urls.length === 0) throw new LocalError("unavailable", "apt knows no package archive");
  const failures: string[] = [];
  for (const url of urls) {
    const work = await mkdtemp(join(folder, "apt-"));
    try {
      return await fetch(await openArchive(url, work));
    } catch (error) {
      failures.push(lastWords(error));
    } finally {
      await rm(work, { recursive: true, force: true });
    }
  }
  throw new LocalError(
    "unavailable",
    `apt found no ${wanted} in the unstable suite (${failures.join("; ")})`,
  );
}

async function openArchive(url: string, folder: string): Promise<Archive> {
  const signedBy = existsSync(debianKeyring) ? ` [signed-by=${debianKeyring}]` : "";
  await writeFile(join(folder, "sources.list"), `deb${signedBy} ${url} unstable main\n`);
  await writeFile(join(folder, "status"), "");
  const options = privateAptOptions(folder);
  const aptGet = (...args: readonly string[]): Promise<string> =>
    runProgram("apt-get", [...options, ...args], { cwd: folder });
  await aptGet("update");
  return { folder, aptGet };
}

function privateAptOptions(folder: string): readonly string[] {
  const settings = {
    "Dir::State": folder,
    "Dir::State::status": join(folder, "status"),
    "Dir::Cache": folder,
    "Dir::Etc::SourceList": join(folder, "sources.list"),
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
