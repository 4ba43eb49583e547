import {
  type CompileRequest,
  type CompileResult,
  createCompiler,
  loadDeclarations,
} from "../src/index.js";

const compiler = createCompiler(loadDeclarations());

/** Compiles a module as `create function` does: checked, and with an entry point. */
export function compile(source: string, request: Partial<CompileRequest> = {}): CompileResult {
  return compiler.compile({ source, entry: true, ...request });
}

/** What the compiler says of a module, a line each: `2:7 message`. */
export function findings(source: string, request: Partial<CompileRequest> = {}): string[] {
  return compile(source, request).diagnostics.map(
    ({ line, column, message }) => `${String(line)}:${String(column)} ${message}`,
  );
}
