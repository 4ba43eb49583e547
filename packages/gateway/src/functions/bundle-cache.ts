import type { ProjectBundle } from "@stopgap/compiler/project";

/** Bundles by what they were made of, as many as fit in; what was asked for longest ago goes first. */
export class BundleCache {
  readonly #most: number;
  readonly #bundles = new Map<string, ProjectBundle>();
  #size = 0;

  /** @param most characters of source, code and source maps */
  constructor(most: number) {
    this.#most = most;
  }

  get(key: string): ProjectBundle | undefined {
    const bundle = this.#bundles.get(key);
    if (!bundle) return undefined;
    // A Map keeps its order.
    this.#bundles.delete(key);
    this.#bundles.set(key, bundle);
    return bundle;
  }

  set(key: string, bundle: ProjectBundle): void {
    this.#delete(key);
    this.#bundles.set(key, bundle);
    this.#size += sizeOf(bundle);
    for (const oldest of this.#bundles.keys()) {
      if (this.#size <= this.#most) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    const bundle = this.#bundles.get(key);
    if (!bundle) return;
    this.#bundles.delete(key);
    this.#size -= sizeOf(bundle);
  }
}

function sizeOf({ artifacts }: ProjectBundle): number {
  return artifacts.reduce(
    (sum, { source, code, sourceMap }) =>
      sum + source.length + code.length + (sourceMap?.length ?? 0),
    0,
  );
}
