import type { Message } from "esbuild";
import { type BundleProblem, problemCodes } from "./bundle-problem.js";
import type { ModuleFiles } from "./module-files.js";

/** What esbuild says of a module that it cannot read, or of a relative import that leads nowhere. */
export function resolveProblem({ text, location }: Message, files: ModuleFiles): BundleProblem {
  const [, specifier] = /^Could not resolve ("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  const isEntry = location === null || location.file === "entries";
  const message =
    specifier === undefined
      ? `${text}.`
      : isEntry
        ? `There is no module ${specifier}.`
        : `Cannot import ${specifier}: there is no such file.`;
  return {
    file: isEntry ? null : files.fileOf(location.file),
    line: isEntry ? null : location.line,
    column: isEntry ? null : characters(location.lineText, location.column) + 1,
    severity: "error",
    code: specifier === undefined ? problemCodes.module : problemCodes.import,
    message,
    chain: isEntry ? [] : [location.file],
  };
}

/** How many UTF-16 units some bytes of a line are. */
function characters(line: string, bytes: number): number {
  return Buffer.from(line).subarray(0, bytes).toString().length;
}
