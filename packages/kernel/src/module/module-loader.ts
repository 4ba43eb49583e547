import { abi, abiHelpers } from "@stopgap/runtime/abi";
import { KernelError } from "../errors/kernel-error.js";
import { hiddenNames, moduleGlobalThis, type ModuleGlobals } from "../globals/module-globals.js";
import { __awaiter } from "../promise/awaiter.js";
import type { Artifact } from "./artifact.js";
import { lowered } from "./lowered.js";
import type { CodePosition } from "./line-ranges.js";
import { LineRanges } from "./line-ranges.js";

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

type Require = (specifier: string) => ModuleExports;
type ModuleBody = (exports: object, require: Require) => Generator<unknown, unknown, unknown>;

/** What the loader needs from the rest of the kernel. */
export interface ModuleHost {
  /** An artifact by its hash; undefined where there is none. */
  readonly artifact: (hash: string) => Artifact | undefined;
  readonly globals: ModuleGlobals;
  /** Modules that are built in, by specifier. */
  readonly builtIn: ReadonlyMap<string, ModuleExports>;
  /** What compiled code asks for an interrupt; returns the steps until it must ask again. */
  readonly check: () => number;
  /** Waits for the module's top-level `await`. */
  readonly settle: (value: unknown) => unknown;
}

/** How many modules are kept. When there are more, all are let go: loading one again takes a few milliseconds. */
const capacity = 500;

/** Lines after which stacks would need too many empty ones before a module. */
const mostLines = 300_000;

/** Loads modules by the hash of their code, evaluates them once, and keeps them for the session. */
export class ModuleLoader {
  readonly #host: ModuleHost;
  readonly #bodies = new Map<string, ModuleBody>();
  readonly #modules = new Map<string, ModuleExports>();
  readonly #lines = new LineRanges();
  #lineCount = 0;

  constructor(host: ModuleHost) {
    this.#host = host;
  }

  /**
   * The exports of a module.
   *
   * @param isolated evaluate it anew, for this call alone
   * @throws {KernelError} 42704 where no artifact has the hash
   */
  load(hash: string, isolated: boolean): ModuleExports {
    const known = isolated ? undefined : this.#modules.get(hash);
    if (known) return known;
    const body = this.#bodies.get(hash) ?? this.#compile(hash);
    const exports = this.#evaluate(body);
    if (!isolated) this.#modules.set(hash, exports);
    return exports;
  }

  /** The artifact and line that a line of a stack stands for. */
  locate(line: number): CodePosition | undefined {
    return this.#lines.find(line);
  }

  #compile(hash: string): ModuleBody {
    const artifact = this.#host.artifact(hash);
    if (!artifact) {
      throw new KernelError("42704", `artifact ${hash} does not exist`, {
        hint: "The function points to code that is not stored. Create or deploy it again.",
      });
    }
    if (artifact.abi > abi.version) {
      throw new KernelError(
        "0A000",
        `artifact ${hash} was compiled for ABI ${String(artifact.abi)}, this installation runs up to ${String(abi.version)}`,
        { hint: "Upgrade the installation in this database." },
      );
    }
    this.#makeRoom(artifact.code);
    const body = this.#bodyOf(artifact);
    this.#bodies.set(hash, body);
    return body;
  }

  /**
   * The module's code as a function. Two functions around it give it its names: the outer one every global that there
   * is, so that no name leads to the engine's own globals; the inner one, which is strict, what the ABI promises.
   */
  #bodyOf({ hash, code }: Artifact): ModuleBody {
    const { globals } = this.#host;
    const hidden = hiddenNames(globals).filter((name) => name !== "globalThis");
    const emptyLines = "\n".repeat(this.#lines.take(hash, code) - linesBeforeCode);
    const make = Reflect.construct(Function, [
      ...globals.keys(),
      ...hidden,
      "globalThis",
      ...abiHelpers,
      refill,
      `let ${abi.budget} = 0; const ${abi.check} = () => { ${abi.budget} = ${refill}(); };` +
        `return function* (exports, ${abi.require}) { "use strict";${emptyLines}${code}\n};\n//# sourceURL=stopgap`,
    ]) as (...values: unknown[]) => ModuleBody;
    return make(
      ...globals.values(),
      ...hidden.map(() => undefined),
      moduleGlobalThis(globals),
      ...abiHelpers.map((name) => lowered[name]),
      this.#host.check,
    );
  }

  #evaluate(body: ModuleBody): ModuleExports {
    const exports: Record<string, unknown> = {};
    const generator = (): Generator<unknown, unknown, unknown> =>
      body(exports, (specifier) => this.#require(specifier));
    this.#host.settle(__awaiter(undefined, undefined, undefined, generator));
    return exports;
  }

  #require(specifier: string): ModuleExports {
    const module = this.#host.builtIn.get(specifier);
    if (!module) throw new KernelError("42704", `module "${specifier}" cannot be imported`);
    return module;
  }

  #makeRoom(code: string): void {
    this.#lineCount += code.split("\n").length + 1;
    if (this.#bodies.size < capacity && this.#lineCount < mostLines) return;
    this.#bodies.clear();
    this.#modules.clear();
    this.#lines.clear();
    this.#lineCount = 0;
  }
}

/** The name under which a module's own check reaches the kernel's. */
const refill = "__stopgap_refill";

/** `new Function` puts two lines before its body on both engines. */
const linesBeforeCode = 2;
