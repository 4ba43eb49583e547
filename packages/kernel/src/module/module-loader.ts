import { abi, abiHelpers, deepestImport } from "@stopgap/runtime/abi";
import { KernelError } from "../errors/kernel-error.js";
import { hiddenNames, moduleGlobalThis, type ModuleGlobals } from "../globals/module-globals.js";
import { __awaiter } from "../promise/awaiter.js";
import type { KernelPromise } from "../promise/promise.js";
import type { Artifact } from "./artifact.js";
import type { FunctionOrigins } from "./function-origins.js";
import { lowered } from "./lowered.js";
import type { CodePosition } from "./line-ranges.js";
import { LineRanges } from "./line-ranges.js";
import { instanceKey } from "./instance-key.js";
import { moduleName } from "./module-name.js";
import type { Program } from "./program.js";

/** What a module exports, by name. */
export type ModuleExports = Readonly<Record<string, unknown>>;

type Require = (specifier: string) => ModuleExports;
type ModuleBody = (exports: object, require: Require) => Generator<unknown, unknown, unknown>;

/** What the loader needs from the rest of the kernel. */
export interface ModuleHost {
  /** An artifact by its hash; undefined where there is none. */
  readonly artifact: (hash: string) => Artifact | undefined;
  readonly globals: ModuleGlobals;
  /** Told of what each module exports. */
  readonly origins: FunctionOrigins;
  /** Modules that are built in, by specifier. */
  readonly builtIn: ReadonlyMap<string, ModuleExports>;
  /** What compiled code asks for an interrupt; returns the steps until it must ask again. */
  readonly check: () => number;
  /** Waits for a program's top-level `await`. */
  readonly settle: (value: unknown) => unknown;
  /** Evaluates a module that another one imports, and waits for its own. */
  readonly settleImport: (evaluate: () => KernelPromise) => void;
}

/** How many modules are kept. When there are more, all are let go: loading one again takes a few milliseconds. */
const capacity = 500;

/** Lines after which stacks would need too many empty ones before a module. */
const mostLines = 300_000;

/** Modules that were evaluated for the same program. */
interface Instances {
  readonly program: Program;
  /** The exports by what tells an instance from others of the same code. */
  readonly modules: Map<string, ModuleExports>;
}

/**
 * Loads modules by the hash of their code, evaluates them once, and keeps them for the session. Programs share an instance
 * of a module where everything behind it is the same for both.
 */
export class ModuleLoader {
  readonly #host: ModuleHost;
  readonly #artifacts = new Map<string, Artifact>();
  readonly #bodies = new Map<string, () => ModuleBody>();
  readonly #modules = new Map<string, ModuleExports>();
  readonly #names = new Map<string, string>();
  readonly #lines = new LineRanges();
  #lineCount = 0;
  /** The modules that are being evaluated, each imported by the one before it. */
  #evaluating: { readonly key: string; readonly name: string }[] = [];
  #loaded = 0;
  #evaluated = 0;

  constructor(host: ModuleHost) {
    this.#host = host;
  }

  /**
   * The exports of a program's module.
   *
   * @param isolated evaluate it anew, with everything that it imports, for this call alone
   * @throws {KernelError} 42704 where an artifact is missing
   */
  load(program: Program, isolated: boolean): ModuleExports {
    const known = isolated ? undefined : this.#modules.get(program.key);
    if (known) return known;
    this.#makeRoom();
    const modules = isolated ? new Map<string, ModuleExports>() : this.#modules;
    const instances = { program, modules };
    const exports = this.#instance(program.hash, "the function", instances, (evaluate) =>
      this.#host.settle(evaluate()),
    );
    this.#host.origins.record(exports, { hash: program.hash, specifier: undefined });
    modules.set(program.key, exports);
    return exports;
  }

  /** How many modules have been made from stored code, and how many evaluated. */
  get counts(): { readonly loaded: number; readonly evaluated: number } {
    return { loaded: this.#loaded, evaluated: this.#evaluated };
  }

  /** The artifact and line that a line of a stack stands for. */
  locate(line: number): CodePosition | undefined {
    return this.#lines.find(line);
  }

  /** What an imported artifact is called in a stack. */
  nameOf(hash: string): string {
    return this.#names.get(hash) ?? moduleName("plts+artifact:", hash);
  }

  #instance(
    hash: string,
    name: string,
    instances: Instances,
    settle: (evaluate: () => KernelPromise) => void,
  ): ModuleExports {
    const key = instanceKey(hash, instances.program, (imported) => this.#find(imported));
    const known = instances.modules.get(key);
    if (known) return known;
    this.#refuseCycle(key, name);
    const body = this.#bodies.get(hash) ?? this.#compile(hash);
    const outer = this.#evaluating;
    this.#evaluating = [...outer, { key, name }];
    try {
      const exports = this.#evaluate(body(), this.#artifact(hash), instances, settle);
      instances.modules.set(key, exports);
      return exports;
    } finally {
      this.#evaluating = outer;
    }
  }

  /** A function may have come to import itself since it was created. */
  #refuseCycle(key: string, name: string): void {
    const from = this.#evaluating.findIndex((outer) => outer.key === key);
    if (from >= 0) {
      const members = [...this.#evaluating.slice(from), { name }].map((member) => member.name);
      throw new KernelError("0A000", `modules import each other: ${members.join(" -> ")}`);
    }
    if (this.#evaluating.length >= deepestImport) {
      throw new KernelError(
        "54001",
        `more than ${String(deepestImport)} modules import one another in a row`,
      );
    }
  }

  #find(hash: string): Artifact | undefined {
    const known = this.#artifacts.get(hash) ?? this.#host.artifact(hash);
    if (known) this.#artifacts.set(hash, known);
    return known;
  }

  #artifact(hash: string): Artifact {
    const artifact = this.#find(hash);
    if (artifact) return artifact;
    throw new KernelError("42704", `artifact ${hash} does not exist`, {
      hint: "The function points to code that is not stored. Create or deploy it again.",
    });
  }

  #compile(hash: string): () => ModuleBody {
    const artifact = this.#artifact(hash);
    if (artifact.abi > abi.version) {
      throw new KernelError(
        "0A000",
        `artifact ${hash} was compiled for ABI ${String(artifact.abi)}, this installation runs up to ${String(abi.version)}`,
        { hint: "Upgrade the installation in this database." },
      );
    }
    const body = this.#bodyOf(artifact);
    this.#bodies.set(hash, body);
    // Its text is not needed any more.
    this.#artifacts.set(hash, { ...artifact, code: "" });
    this.#loaded += 1;
    return body;
  }

  /**
   * Makes the module's code as a function, for each instance anew. Two functions around it give it its names: the outer one every global that there
   * is, so that no name leads to the engine's own globals; the inner one, which is strict, what the ABI promises.
   */
  #bodyOf({ hash, code }: Artifact): () => ModuleBody {
    const { globals } = this.#host;
    const hidden = hiddenNames(globals).filter((name) => name !== "globalThis");
    const emptyLines = "\n".repeat(this.#lines.take(hash, code) - linesBeforeCode);
    this.#lineCount += code.split("\n").length + 1;
    const make = Reflect.construct(Function, [
      ...globals.keys(),
      ...hidden,
      "globalThis",
      ...abiHelpers,
      refill,
      // Not `let`, which one engine checks at every use.
      `var ${abi.budget} = 0; const ${abi.check} = () => { ${abi.budget} = ${refill}(); };` +
        `return function* (exports, ${abi.require}) { "use strict";${emptyLines}${code}\n};\n//# sourceURL=stopgap`,
    ]) as (...values: unknown[]) => ModuleBody;
    const hiddenValues = hidden.map(() => undefined);
    const helpers = abiHelpers.map((name) => lowered[name]);
    return () =>
      make(
        ...globals.values(),
        ...hiddenValues,
        moduleGlobalThis(globals),
        ...helpers,
        this.#host.check,
      );
  }

  #evaluate(
    body: ModuleBody,
    artifact: Artifact,
    instances: Instances,
    settle: (evaluate: () => KernelPromise) => void,
  ): ModuleExports {
    this.#evaluated += 1;
    const exports: Record<string, unknown> = {};
    const generator = (): Generator<unknown, unknown, unknown> =>
      body(exports, (specifier) => this.#require(specifier, artifact, instances));
    settle(() => __awaiter(undefined, undefined, undefined, generator));
    return exports;
  }

  #require(specifier: string, importer: Artifact, instances: Instances): ModuleExports {
    const builtIn = this.#host.builtIn.get(specifier);
    if (builtIn) return builtIn;
    const hash = importer.imports.get(specifier) ?? instances.program.imports.get(specifier);
    if (hash === undefined) {
      throw new KernelError("42704", `module "${specifier}" cannot be imported`, {
        hint: "What it stands for is missing, or was when the function was created. Create or deploy it again.",
      });
    }
    const name = moduleName(specifier, hash);
    this.#names.set(hash, name);
    const exports = this.#instance(hash, name, instances, this.#host.settleImport);
    this.#host.origins.record(exports, { hash, specifier });
    return exports;
  }

  #makeRoom(): void {
    const count = Math.max(this.#bodies.size, this.#modules.size);
    if (count < capacity && this.#lineCount < mostLines) return;
    this.#artifacts.clear();
    this.#bodies.clear();
    this.#modules.clear();
    this.#names.clear();
    this.#lines.clear();
    this.#lineCount = 0;
  }
}

/** The name under which a module's own check reaches the kernel's. */
const refill = "__stopgap_refill";

/** `new Function` puts two lines before its body on both engines. */
const linesBeforeCode = 2;
