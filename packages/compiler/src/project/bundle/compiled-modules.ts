import { createHash } from "node:crypto";
import { fingerprint } from "../../core/fingerprint.js";
import { type TranspiledModule, transpileModule } from "../../core/transpile-module.js";
import type { ModuleCache } from "./module-cache.js";

/** Compiles modules, each text once. */
export class CompiledModules {
  #known = new Map<string, TranspiledModule>();
  #used = new Map<string, TranspiledModule>();
  readonly #cache: ModuleCache;

  constructor(cache: ModuleCache) {
    this.#cache = cache;
  }

  of(source: string, language: "ts" | "js"): TranspiledModule {
    const key = keyOf(source, language);
    const known = this.#known.get(key) ?? this.#cache.read(key);
    const compiled = known ?? transpileModule(source, language);
    this.#known.set(key, compiled);
    this.#used.set(key, compiled);
    if (!known && compiled.diagnostics.length === 0) this.#cache.write(key, compiled);
    return compiled;
  }

  /** Lets go of what was not asked for since the last time. */
  forgetUnused(): void {
    this.#known = this.#used;
    this.#used = new Map();
  }
}

function keyOf(source: string, language: string): string {
  return createHash("sha256").update(`${fingerprint}\0${language}\0${source}`).digest("hex");
}
