import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import ts from "typescript";

/** A file that TypeScript has parsed, with the hash of its text. */
export interface VersionedFile extends ts.SourceFile {
  readonly version: string;
}

interface KeptFile {
  readonly file: VersionedFile;
  readonly modifiedAt: number;
  readonly size: number;
}

/** Parsed files, kept until they change. */
export class SourceFiles {
  readonly #kept = new Map<string, KeptFile>();

  /** Undefined where there is no such file. */
  read(
    path: string,
    options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  ): VersionedFile | undefined {
    const known = this.#kept.get(path);
    if (known) return known.file;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat?.isFile()) return undefined;
    const text = readFileSync(path, "utf8");
    const parsed = ts.createSourceFile(path, text, options);
    const file = Object.assign(parsed, { version: contentHash(text) });
    this.#kept.set(path, { file, modifiedAt: stat.mtimeMs, size: stat.size });
    return file;
  }

  /** Forgets files that are not as they were read. */
  forget(paths: Iterable<string>): void {
    for (const path of paths) {
      const known = this.#kept.get(path);
      const stat = known && statSync(path, { throwIfNoEntry: false });
      const isSame = stat?.mtimeMs === known?.modifiedAt && stat?.size === known?.size;
      if (!known || isSame) continue;
      // A file that was saved without a change stays the same to TypeScript.
      if (stat?.isFile() && contentHash(readFileSync(path, "utf8")) === known.file.version) {
        this.#kept.set(path, { file: known.file, modifiedAt: stat.mtimeMs, size: stat.size });
      } else {
        this.#kept.delete(path);
      }
    }
  }

  /** The paths of all files that are kept. */
  get paths(): readonly string[] {
    return [...this.#kept.keys()];
  }
}

/** Names a text. */
export function contentHash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
