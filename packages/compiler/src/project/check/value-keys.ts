import { contentHash } from "./source-files.js";
import type { ModuleFindings } from "./module-findings.js";

/**
 * Names what a module's values depend on: its text, that of the modules behind it, and the packages that they import.
 *
 * @param shown what to call a file, wherever the project lies
 * @param packageOf the version of the package that a specifier leads to
 */
export function valueKey(
  file: string,
  modules: ReadonlyMap<string, ModuleFindings>,
  shown: (file: string) => string,
  packageOf: (specifier: string, importer: string) => string,
): string {
  const parts = [...modulesBehind(file, modules)].map(({ file: name, version, imports }) => [
    shown(name),
    version,
    ...imports.flatMap((one) => (one.file === null ? packageOf(one.specifier, name) : [])),
  ]);
  return contentHash(JSON.stringify(parts.sort(([a = ""], [b = ""]) => (a < b ? -1 : 1))));
}

/** A module and all that it imports, directly or not. */
export function modulesBehind(
  file: string,
  modules: ReadonlyMap<string, ModuleFindings>,
): ReadonlySet<ModuleFindings> {
  const first = modules.get(file);
  const found = new Set<ModuleFindings>(first ? [first] : []);
  for (const { imports } of found) {
    for (const { file: target } of imports) {
      const module = target === null ? undefined : modules.get(target);
      if (module) found.add(module);
    }
  }
  return found;
}
