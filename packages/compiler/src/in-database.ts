import { type CompileErrorClass, CompileMetrics } from "./compile-metrics.js";
import { type CompileRequest, type Compiler, createCompiler } from "./core/compile-module.js";
import type { Declarations } from "./core/declarations.js";
import { hasErrors } from "./core/diagnostic.js";
import type { ImportHost, Resolution, StoredModule } from "./core/imports/import-host.js";

/** Put in by the bundler. */
declare const stopgapDeclarations: Declarations;

/** What the compiler needs of the engine that it runs in. */
interface Engine {
  execute(sql: string): unknown;
}

/** The compiler of one session. */
interface ServedCompiler {
  readonly compile: (request: string) => string;
  /** What it has counted, as JSON. */
  readonly metrics: () => string;
}

const interruptsEveryMs = 10;

/**
 * The compiler inside the database: JSON in, JSON out. An error of its own, a cancel above all, is `!` and JSON.
 *
 * @param engine asked now and then, so that a type check can be cancelled
 */
export function serve(engine: Engine): ServedCompiler {
  const metrics = new CompileMetrics();
  let lastLook = 0;
  let interruption: unknown;
  const execute = (sql: string): unknown => {
    try {
      return engine.execute(sql);
    } catch (error) {
      interruption = error;
      throw error;
    }
  };
  const checkInterrupts = (): void => {
    const now = Date.now();
    if (now - lastLook < interruptsEveryMs) return;
    execute("select");
    lastLook = now;
  };
  const create = (): Compiler =>
    createCompiler(stopgapDeclarations, { checkInterrupts, imports: storedImports(execute) });
  let compiler = create();
  const compile = (request: string): string => {
    const started = Date.now();
    let failure: CompileErrorClass | undefined = "unknown";
    try {
      const result = compiler.compile(JSON.parse(request) as CompileRequest);
      failure = hasErrors(result.diagnostics) ? "diagnostics" : undefined;
      return JSON.stringify(result);
    } catch (error) {
      // What a check was in the middle of may not be used again.
      compiler = create();
      const { sqlerrcode, message } = error as Error & { sqlerrcode?: string };
      // Only a cancel interrupts, and one of the engines loses its code. Anything else is a fault of the compiler.
      const code = error === interruption ? (sqlerrcode ?? "57014") : "XX000";
      if (error === interruption) failure = "sql";
      interruption = undefined;
      return `!${JSON.stringify({ code, message })}`;
    } finally {
      metrics.count(Date.now() - started, failure);
    }
  };
  return { compile, metrics: () => JSON.stringify(metrics) };
}

/** Other modules as the database has them. */
function storedImports(execute: (sql: string) => unknown): ImportHost {
  const ask = (call: string): unknown => {
    const [row] = execute(`select plts.${call} as answer`) as readonly {
      readonly answer: string | null;
    }[];
    return row?.answer == null ? undefined : JSON.parse(row.answer);
  };
  return {
    module: (hash) => ask(`load_module(${literal(hash)})`) as StoredModule | undefined,
    resolve: (specifier, importer) =>
      ask(
        `resolve_import(${literal(specifier)}, ${importer ? literal(importer.schema) : "null"})`,
      ) as Resolution | undefined,
    declarations: (specifier) =>
      ask(`load_declarations(${literal(specifier)})`) as Readonly<Record<string, string>>,
  };
}

/** A string as an SQL literal, whatever `standard_conforming_strings` says. */
function literal(text: string): string {
  return ` E'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
