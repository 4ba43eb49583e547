import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprint } from "../../core/fingerprint.js";
import { loadDeclarations } from "../../load-declarations.js";
import type { Evaluation } from "../contract/evaluate-modules.js";
import type { ProjectCheck } from "../project-check.js";
import type { ModuleFindings } from "./module-findings.js";
import { contentHash } from "./source-files.js";

/** Counted up whenever the same sources would be told something else. */
const revision = 1;

/** What a check has read, and so rests on. */
export interface CheckInputs {
  /** The names of the files in the project's folder, as one text. */
  readonly listing: string;
  /** Hashes of files, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Paths where there was nothing. */
  readonly missing: readonly string[];
}

/** What a check leaves behind for the next process. */
export interface StoredCheck {
  /** By what a module's findings rest on. */
  readonly findings: Readonly<Record<string, ModuleFindings>>;
  /** By what a module's values rest on. */
  readonly values: Readonly<Record<string, Evaluation>>;
  /** The last check without errors. */
  readonly last: { readonly inputs: CheckInputs; readonly check: ProjectCheck } | null;
}

const nothing: StoredCheck = { findings: {}, values: {}, last: null };

/** Keeps what a check has found out, in a file that is good for the project in any folder. */
export class CheckCache {
  readonly #file: string;
  readonly #folder: string;
  readonly #root: string;

  /** @param root the folder that paths are kept relative to */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    this.#file = join(folder, "check.json");
    this.#root = `${root}/`;
  }

  /** What an earlier process has left; nothing where it was another compiler, or the file cannot be read. */
  read(): StoredCheck {
    try {
      const text = readFileSync(this.#file, "utf8");
      const { version, ...stored } = JSON.parse(text, (key, value: unknown) =>
        key === "file" && typeof value === "string" ? this.#absolute(value) : value,
      ) as StoredCheck & { readonly version: string };
      return version === compilerVersion() ? stored : nothing;
    } catch {
      return nothing;
    }
  }

  write(stored: StoredCheck): void {
    const text = JSON.stringify({ version: compilerVersion(), ...stored }, (key, value: unknown) =>
      key === "file" && typeof value === "string" ? this.#portable(value) : value,
    );
    mkdirSync(this.#folder, { recursive: true });
    // Another process may be reading it.
    const unfinished = `${this.#file}.${String(process.pid)}`;
    writeFileSync(unfinished, text);
    renameSync(unfinished, this.#file);
  }

  /** Inputs as they are kept. */
  portableInputs(inputs: CheckInputs): CheckInputs {
    const files = Object.entries(inputs.files).map(([path, hash]) => [this.#portable(path), hash]);
    return {
      listing: inputs.listing,
      files: Object.fromEntries(files) as CheckInputs["files"],
      missing: inputs.missing.map((path) => this.#portable(path)),
    };
  }

  /** Whether everything that a check has read is as it was. */
  isUnchanged(inputs: CheckInputs, listing: string): boolean {
    return (
      inputs.listing === listing &&
      Object.entries(inputs.files).every(
        ([path, hash]) => hashOfFile(this.#absolute(path)) === hash,
      ) &&
      inputs.missing.every((path) => !existsSync(this.#absolute(path)))
    );
  }

  #portable(path: string): string {
    return path.startsWith(this.#root) ? `${mark}${path.slice(this.#root.length)}` : path;
  }

  #absolute(path: string): string {
    return path.startsWith(mark) ? this.#root + path.slice(mark.length) : path;
  }
}

/** Stands for the root. */
const mark = "<root>/";

/** Names the contents of a file; undefined where there is none. */
export function hashOfFile(path: string): string | undefined {
  try {
    return contentHash(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

let version: string | undefined;

function compilerVersion(): string {
  version ??= contentHash(
    JSON.stringify([revision, fingerprint, process.versions.node, loadDeclarations()]),
  );
  return version;
}
