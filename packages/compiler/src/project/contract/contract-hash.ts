import { jsonHash } from "../canonical-json.js";
import type { ProjectFunction } from "../project-bundle.js";

/**
 * Names what callers of a project can rely on: path, kind, idempotence, arguments and result of all functions that are not
 * internal.
 *
 * @returns `sha256:...`, whatever the order of the functions
 */
export function contractHash(functions: readonly ProjectFunction[]): string {
  return jsonHash(
    functions
      .filter(({ kind }) => !kind.startsWith("internal"))
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, kind, idempotent, args, result }) => ({
        path,
        kind,
        idempotent,
        args,
        result,
      })),
  );
}
