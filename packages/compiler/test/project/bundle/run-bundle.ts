import * as tslib from "tslib";
import { abi, abiHelpers } from "@stopgap/runtime/abi";
import * as runtime from "@stopgap/runtime";
import type { ModuleBundle } from "../../../src/project/bundle/index.js";

type Exports = Record<string, unknown>;

/** Evaluates artifacts as a kernel does, for what does not depend on an engine. */
export class BundleRun {
  readonly #bundle: ModuleBundle;
  readonly #modules = new Map<string, Exports>();

  constructor(bundle: ModuleBundle) {
    this.#bundle = bundle;
  }

  load(hash: string | undefined): Exports {
    const known = this.#modules.get(hash ?? "");
    if (known) return known;
    const artifact = this.#bundle.artifacts.find((each) => each.hash === hash);
    if (!artifact) throw new Error(`there is no artifact ${String(hash)}`);
    const exports: Exports = {};
    const helpers: Record<string, unknown> = {
      ...tslib,
      __importDefault: (module: unknown) => module,
      __importStar: (module: unknown) => module,
    };
    const make = Reflect.construct(Function, [
      "exports",
      abi.require,
      abi.check,
      ...abiHelpers,
      `let ${abi.budget} = 1e9; return (function* () { "use strict"; ${artifact.code}\n})();`,
    ]) as (...values: unknown[]) => Iterator<unknown>;
    const require = (specifier: string): unknown =>
      specifier === "@stopgap/runtime" ? runtime : this.load(artifact.imports[specifier]);
    const body = make(
      exports,
      require,
      () => undefined,
      ...abiHelpers.map((name) => helpers[name]),
    );
    if (!body.next().done) throw new Error("top-level await is for the database");
    this.#modules.set(artifact.hash, exports);
    return exports;
  }
}

/** The exports of one entry of a bundle. */
export function exportsOf(bundle: ModuleBundle, entry: string): Exports {
  return new BundleRun(bundle).load(bundle.hashes.get(entry));
}
