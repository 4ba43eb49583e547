import type { FunctionName, ImportHost, Resolution, StoredModule } from "./import-host.js";

/** How much text of other modules is kept from one compilation to the next, in UTF-16 units. */
const capacity = 16_000_000;

/** Stored modules and declaration files, which never change: kept from one compilation to the next. */
export class StoredTexts {
  readonly #host: ImportHost;
  readonly #modules = new Map<string, StoredModule>();
  readonly #declarations = new Map<string, Readonly<Record<string, string>>>();
  #size = 0;

  constructor(host: ImportHost) {
    this.#host = host;
  }

  module(hash: string): StoredModule | undefined {
    const known = this.#modules.get(hash) ?? this.#host.module(hash);
    if (known) this.#keep(this.#modules, hash, known, known.source.length);
    return known;
  }

  declarations(types: string, specifier: string): Readonly<Record<string, string>> {
    const known = this.#declarations.get(types) ?? this.#host.declarations(specifier);
    const size = Object.values(known).reduce((sum, text) => sum + text.length, 0);
    this.#keep(this.#declarations, types, known, size);
    return known;
  }

  #keep<T>(kept: Map<string, T>, key: string, value: T, size: number): void {
    if (kept.has(key)) return;
    this.#size += size;
    if (this.#size > capacity) {
      this.#modules.clear();
      this.#declarations.clear();
      this.#size = size;
    }
    kept.set(key, value);
  }
}

/** What one compilation is told of its surroundings. Every question is asked once, so all of it agrees. */
export class Environment {
  readonly importer: FunctionName | null;
  readonly #host: ImportHost;
  readonly #texts: StoredTexts;
  readonly #known: Readonly<Record<string, string>>;
  readonly #resolutions = new Map<string, Resolution | undefined>();

  /** @param known where imports have been settled already, specifier to hash */
  constructor(
    host: ImportHost,
    texts: StoredTexts,
    importer: FunctionName | null,
    known: Readonly<Record<string, string>>,
  ) {
    this.#host = host;
    this.#texts = texts;
    this.importer = importer;
    this.#known = known;
  }

  /** Where a package's name or another function leads. */
  resolve(specifier: string): Resolution | undefined {
    if (!this.#resolutions.has(specifier)) {
      this.#resolutions.set(specifier, this.#ask(specifier));
    }
    return this.#resolutions.get(specifier);
  }

  module(hash: string): StoredModule | undefined {
    return this.#texts.module(hash);
  }

  /** @param types what the specifier's resolution names */
  declarations(types: string, specifier: string): Readonly<Record<string, string>> {
    return this.#texts.declarations(types, specifier);
  }

  #ask(specifier: string): Resolution | undefined {
    const asked = this.#host.resolve(specifier, this.importer);
    if (!Object.hasOwn(this.#known, specifier)) return asked;
    const hash = this.#known[specifier] ?? "";
    return asked && "hash" in asked ? { ...asked, hash } : { hash };
  }
}
