import { createHash, randomUUID } from "node:crypto";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { TranspiledModule } from "../../core/transpile-module.js";
import type { ImportedNames } from "../../core/lower/used-imports.js";

interface Stored {
  readonly code: string;
  readonly sourceMap: string;
  readonly imports: readonly (readonly [string, "all" | readonly string[]])[];
  readonly stars: readonly string[];
}

/** What is not used for so long is removed. */
const keptForMs = 30 * 24 * 60 * 60 * 1000;
/** How old the time of a file may be before a use of it is noted. */
const notedAfterMs = 24 * 60 * 60 * 1000;

/** Compiled modules in a folder, each in a file of its own. A file that cannot be used counts as one that is not there. */
export class ModuleCache {
  readonly #folder: string | undefined;
  #isReady = false;

  /** @param folder made when it is first needed; undefined keeps nothing */
  constructor(folder: string | undefined) {
    this.#folder = folder && join(folder, "modules");
  }

  read(key: string): TranspiledModule | undefined {
    if (this.#folder === undefined) return undefined;
    const path = join(this.#folder, key);
    try {
      const text = readFileSync(path, "utf8");
      const end = text.indexOf("\n");
      const body = text.slice(end + 1);
      if (text.slice(0, end) !== digestOf(body)) return undefined;
      const now = Date.now();
      if (now - statSync(path).mtimeMs > notedAfterMs) utimesSync(path, now / 1000, now / 1000);
      const { code, sourceMap, imports, stars } = JSON.parse(body) as Stored;
      const names = imports.map(([specifier, used]): readonly [string, ImportedNames] => [
        specifier,
        used === "all" ? used : new Set(used),
      ]);
      return { code, sourceMap, imports: new Map(names), stars, diagnostics: [] };
    } catch {
      return undefined;
    }
  }

  write(key: string, { code, sourceMap, imports, stars }: TranspiledModule): void {
    if (this.#folder === undefined) return;
    const stored: Stored = {
      code,
      sourceMap,
      imports: [...imports].map(([specifier, used]) => [
        specifier,
        used === "all" ? used : [...used],
      ]),
      stars,
    };
    const body = JSON.stringify(stored);
    try {
      if (!this.#isReady) this.#prepare(this.#folder);
      const temporary = join(this.#folder, `.${randomUUID()}`);
      writeFileSync(temporary, `${digestOf(body)}\n${body}`);
      renameSync(temporary, join(this.#folder, key));
    } catch {
      // A folder that cannot be written to makes it slower, not wrong.
    }
  }

  #prepare(folder: string): void {
    this.#isReady = true;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (Date.now() - statSync(path).mtimeMs > keptForMs) rmSync(path, { force: true });
    }
  }
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
