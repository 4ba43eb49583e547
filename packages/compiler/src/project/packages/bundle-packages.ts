import { bundle } from "./bundler.js";
import { entrySpecifier, type NpmModules } from "./npm-modules.js";
import type { PackageEntry } from "./package-entry.js";
import {
  describeUnavailable,
  unavailableModules,
  type UnavailableModule,
} from "./unavailable-modules.js";
import { VendorError } from "./vendor-error.js";

/** Entries of packages as one module. */
export interface Bundle {
  /** An ECMAScript module that imports nothing. Equal packages give equal text, wherever they lie. */
  readonly code: string;
  /** What the module calls the exports of each entry, by specifier and name. */
  readonly exports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** What it is without; none of it is needed when the module is loaded. */
  readonly unavailable: readonly UnavailableModule[];
}

/**
 * Makes one module of some entries, so that they share what they have in common.
 *
 * @param from the folder that resolves them
 * @throws {VendorError} `cannot_run` where code needs at once what the database does not have
 */
export async function bundlePackages(
  entries: readonly PackageEntry[],
  from: string,
  modules: NpmModules,
): Promise<Bundle> {
  const exports = new Map(
    entries.map(({ specifier, names }, index) => {
      const prefix = entries.length === 1 ? "" : `p${String(index)}_`;
      return [specifier, new Map(names.map((name) => [name, `${prefix}${name}`]))];
    }),
  );
  const text = [...exports]
    .map(([specifier, names]) => reExport(entrySpecifier(specifier), names))
    .join("\n");
  const { code, metafile } = await bundle({ text }, from, modules);
  const unavailable = unavailableModules(metafile, modules);
  for (const module of unavailable) {
    if (!module.isNeededAtOnce) continue;
    throw new VendorError("cannot_run", describeUnavailable(module), {
      hint: "Another entry of the package, or one for browsers, may do without.",
    });
  }
  return { code, exports, unavailable };
}

/**
 * Exports of a module under other names.
 *
 * @param names by the name that the module has for them
 * @example
 * reExport("a", new Map([["x", "p0_x"]])); // `export { x as p0_x } from "a";`
 */
export function reExport(specifier: string, names: ReadonlyMap<string, string>): string {
  const list = [...names].map(([name, as]) => `${exportName(name)} as ${exportName(as)}`);
  return `export { ${list.join(", ")} } from ${JSON.stringify(specifier)};`;
}

/** Names that are no identifiers are written as strings. */
function exportName(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name);
}
