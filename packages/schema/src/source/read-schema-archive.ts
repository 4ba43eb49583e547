import { Readable } from "node:stream";

import { Problems } from "../problems.js";
import { archiveEntries } from "./archive-entries.js";
import { type ArchiveLimits, defaultArchiveLimits } from "./archive-limits.js";
import { archiveRoot } from "./archive-root.js";
import { decodeText } from "./decode-text.js";
import { placeFile } from "./place-file.js";
import { createSchemaSource, type SchemaSource, type SourceFile } from "./schema-source.js";

/**
 * Reads a schema from a `.tar.gz`: from `postgresql/` in it, from the archive itself, or from either of them in one
 * folder that wraps all. Nothing is written, and nothing is answered before all of it was checked: paths that lead out,
 * links, devices, entries that are there twice, sizes and counts.
 *
 * @param archive - Its bytes, at once or as they come. A stream is destroyed where the archive is refused.
 * @param limits - How large it may be. Default: {@link defaultArchiveLimits}, each on its own.
 * @throws {@link SchemaError} `unreadable_archive`; `not_a_schema` where it has none or more than one; `invalid_file`
 * where files are not UTF-8.
 * @example
 * const source = await readSchemaArchive(await readFile("postgresql.tar.gz"), { entries: 100 });
 */
export async function readSchemaArchive(
  archive: Uint8Array | AsyncIterable<Uint8Array>,
  limits: Partial<ArchiveLimits> = {},
): Promise<SchemaSource> {
  const stream =
    archive instanceof Readable
      ? archive
      : Readable.from(archive instanceof Uint8Array ? [archive] : archive);
  const entries = await archiveEntries(stream, { ...defaultArchiveLimits, ...limits });
  const root = archiveRoot(entries.keys());
  const files: SourceFile[] = [];
  const notes: string[] = [];
  const problems = new Problems();
  for (const [path, bytes] of entries) {
    if (bytes === undefined) continue;
    if (!path.startsWith(root)) {
      notes.push(`${path}: not in ${root}`);
      continue;
    }
    const below = path.slice(root.length);
    const placed = placeFile(below);
    if (placed.folder === undefined) notes.push(`${below}: ${placed.reason}`);
    else files.push({ ...placed, text: decodeText(below, bytes, problems) });
  }
  problems.throwIfAny();
  return createSchemaSource(files, notes.sort());
}
