import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";

import { extract, type ExtractEvents } from "tar-stream";

import { SchemaError } from "../errors.js";
import type { ArchiveLimits } from "./archive-limits.js";
import { archivePath } from "./archive-path.js";
import { bytesOf } from "./bytes-of.js";

/** What an archive has, by path: the bytes of files, undefined for folders. */
export type ArchiveEntries = ReadonlyMap<string, Uint8Array | undefined>;

type Entry = ExtractEvents["entry"][1];

/**
 * Unpacks an archive into memory, as long as it keeps to the limits and has nothing but files and folders.
 *
 * @throws {@link SchemaError} `unreadable_archive`
 */
export async function archiveEntries(
  archive: Readable,
  limits: ArchiveLimits,
): Promise<ArchiveEntries> {
  const entries = extract();
  const unpacked = pipeline(
    archive,
    limitBytes(limits.archiveBytes, "the archive"),
    createGunzip(),
    limitBytes(limits.unpackedBytes, "what the archive unpacks to"),
    entries,
  );
  // What it fails with, the loop below fails with too, or has made it fail.
  unpacked.catch(() => undefined);
  try {
    const found = await collect(entries, limits);
    await unpacked;
    return found;
  } catch (cause) {
    if (cause instanceof SchemaError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SchemaError(
      "unreadable_archive",
      `Failed to extract tar.gz: ${reason}`,
      {},
      { cause },
    );
  } finally {
    archive.destroy();
  }
}

async function collect(
  entries: AsyncIterable<Entry>,
  limits: ArchiveLimits,
): Promise<ArchiveEntries> {
  const found = new Map<string, Uint8Array | undefined>();
  const folders = new Set<string>();
  let count = 0;
  for await (const entry of entries) {
    count += 1;
    if (count > limits.entries) {
      throw refused(`the archive has more than ${limits.entries} files and folders`);
    }
    const { name, size } = entry.header;
    // Null where the archive has a kind that the library does not know.
    const type = entry.header.type as string | null;
    const path = archivePath(name);
    const isFolder = type === "directory" || (type === "file" && name.endsWith("/"));
    if (!isFolder && type !== "file") {
      throw refused(`${path} is a ${type ?? "thing of an unknown kind"}, not a file or folder`);
    }
    if (isFolder ? size !== 0 : path === "") throw refused(`${path} is a folder with content`);
    if (size > limits.fileBytes) {
      throw refused(`${path} is larger than ${limits.fileBytes} bytes`);
    }
    if (found.has(path) && !(isFolder && found.get(path) === undefined)) {
      throw refused(`the archive has ${path} twice`);
    }
    if (!isFolder && folders.has(path)) throw refused(`${path} is a file and a folder`);
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end);
      if (found.get(folder) !== undefined) throw refused(`${folder} is a file and a folder`);
      folders.add(folder);
    }
    found.set(path, isFolder ? undefined : await bytesOf(entry));
    if (isFolder) entry.resume();
  }
  return found;
}

/** Lets so many bytes pass and no more. */
function limitBytes(most: number, what: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength;
      if (seen > most) done(refused(`${what} is larger than ${most} bytes`));
      else done(null, chunk);
    },
  });
}

function refused(message: string): SchemaError {
  return new SchemaError("unreadable_archive", message);
}
