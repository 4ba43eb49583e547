import { abi } from "@stopgap/runtime/abi";
import { type CompileRequest, createCompiler } from "./core/compile-module.js";
import type { Declarations } from "./core/declarations.js";

/** Put in by the bundler. */
declare const stopgapDeclarations: Declarations;

/** What the compiler needs of the engine that it runs in. */
interface Engine {
  execute(sql: string): unknown;
}

const interruptsEveryMs = 10;

/**
 * The compiler inside the database: JSON in, JSON out. An error of its own, a cancel above all, is `!` and JSON.
 *
 * @param engine asked now and then, so that a type check can be cancelled
 */
export function serve(engine: Engine): (request: string) => string {
  let lastLook = 0;
  let interruption: unknown;
  const checkInterrupts = (): void => {
    const now = Date.now();
    if (now - lastLook < interruptsEveryMs) return;
    try {
      engine.execute("select");
    } catch (error) {
      interruption = error;
      throw error;
    }
    lastLook = now;
  };
  let compiler = createCompiler(stopgapDeclarations, { checkInterrupts });
  return (request) => {
    try {
      const result = compiler.compile(JSON.parse(request) as CompileRequest);
      return JSON.stringify({ ...result, abi: abi.version });
    } catch (error) {
      // What a check was in the middle of may not be used again.
      compiler = createCompiler(stopgapDeclarations, { checkInterrupts });
      const { sqlerrcode, message } = error as Error & { sqlerrcode?: string };
      // Only a cancel interrupts, and one of the engines loses its code. Anything else is a fault of the compiler.
      const code = error === interruption ? (sqlerrcode ?? "57014") : "XX000";
      interruption = undefined;
      return `!${JSON.stringify({ code, message })}`;
    }
  };
}
