import { createCompiler } from "@stopgap/compiler";
import { standardGlobals } from "../../src/globals/module-globals.js";
import { FunctionOrigins } from "../../src/module/function-origins.js";
import { type ModuleExports, ModuleLoader } from "../../src/module/module-loader.js";
import { programOf } from "../../src/module/program.js";
import { evaluated, settled } from "../../src/promise/settled.js";
import { withScheduler } from "../../src/promise/scheduler.js";

/** Whatever is imported is there. */
const compiler = createCompiler(
  {},
  {
    imports: {
      module: () => ({ source: "", language: "ts", imports: {} }),
      resolve: (specifier) => ({ hash: specifier }),
      declarations: () => ({}),
    },
  },
);

/** The code that the compiler makes of a module, without a type check. */
export function lower(source: string): string {
  const { code, diagnostics } = compiler.compile({ source, check: false });
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
  return code;
}

/** What a test gives to the modules that it loads. */
export interface Surroundings {
  /** Further globals. */
  readonly globals?: Readonly<Record<string, unknown>>;
  readonly modules?: Readonly<Record<string, ModuleExports>>;
  /** Called at every interrupt check that looks. */
  readonly check?: () => number;
}

/** A loader of modules in TypeScript: their hashes are their sources. */
export function loaderOf({ globals, modules, check }: Surroundings = {}): ModuleLoader {
  return new ModuleLoader({
    artifact: (source) => ({ hash: source, code: lower(source), abi: 1, imports: new Map() }),
    globals: new Map([...standardGlobals(), ...Object.entries(globals ?? {})]),
    builtIn: new Map(Object.entries(modules ?? {})),
    check: check ?? (() => 1000),
    settle: settled,
    settleImport: evaluated,
    origins: new FunctionOrigins(),
  });
}

/** Evaluates a module. */
export function loadLowered(source: string): ModuleExports {
  return withScheduler(() => loaderOf().load(programOf(source), false));
}

/** Evaluates a module and calls its default export, on the kernel's promises until nothing is left to run. */
export function runLowered(source: string, surroundings: Surroundings = {}): unknown {
  return withScheduler(() => {
    const { default: main } = loaderOf(surroundings).load(programOf(source), false);
    return settled((main as () => unknown)());
  });
}
