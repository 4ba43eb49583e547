import { ImportCollector, type UsedImports } from "./lower/used-imports.js";
import { transformers } from "./lower/transformers.js";
import type { ModuleProgram } from "./module-program.js";

/** A module as it runs. */
export interface EmittedModule {
  /** The body of the module's function. */
  readonly code: string;
  /** Source map, version 3, as JSON. */
  readonly sourceMap: string;
  /** What the code imports, without what only types need. */
  readonly imports: UsedImports;
  /** The specifiers of `export * from`, which are among the imports. */
  readonly stars: readonly string[];
}

/** Lowers a module. Every module without errors in its syntax has an output. */
export function emitModule({ program, sourceFile }: ModuleProgram): EmittedModule {
  const files = new Map<string, string>();
  const collector = new ImportCollector();
  program.emit(
    sourceFile,
    (path, text) => files.set(path, text),
    undefined,
    false,
    transformers(collector),
  );
  const [code, sourceMap] = [".js", ".js.map"].map(
    (ending) => [...files].find(([path]) => path.endsWith(`/module${ending}`))?.[1],
  );
  if (code === undefined || sourceMap === undefined) {
    throw new Error("TypeScript emitted no output for a module without errors");
  }
  return { code: asBody(code), sourceMap, imports: collector.imports, stars: collector.stars };
}

/** A file's text as the body of a function, line by line the same: without the map's name, `#!` as a comment. */
function asBody(code: string): string {
  return code.replace(/\/\/# sourceMappingURL=.*\n?$/, "").replace(/^#!/, "//");
}
