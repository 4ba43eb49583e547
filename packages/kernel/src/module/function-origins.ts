import type { ModuleExports } from "./module-loader.js";

/** Where a function comes from. */
export interface FunctionOrigin {
  /** The hash of its module. */
  readonly hash: string;
  /** What the module was imported by; undefined for what the call itself runs. */
  readonly specifier: string | undefined;
}

/** Where the functions come from that modules export. */
export class FunctionOrigins {
  readonly #known = new WeakMap<object, FunctionOrigin>();

  /** Remembers the functions of a module. What it exports on behalf of another one is known already. */
  record(exports: ModuleExports, origin: FunctionOrigin): void {
    for (const name of Object.keys(exports)) {
      const member = exports[name];
      if (typeof member !== "function") continue;
      const known = this.#known.get(member);
      if (!known || (known.hash === origin.hash && known.specifier === undefined)) {
        this.#known.set(member, origin);
      }
    }
  }

  of(value: object): FunctionOrigin | undefined {
    return this.#known.get(value);
  }
}
