import { bundle } from "./bundler.js";
import { isInstalled, packageName } from "./installed-package.js";
import type { NpmModules } from "./npm-modules.js";
import type { Placeholder } from "./unavailable-modules.js";
import { VendorError } from "./vendor-error.js";

/** What a module can import of a package. */
export interface PackageEntry {
  readonly specifier: string;
  readonly package: string;
  readonly version: string;
  /** The names that it exports. */
  readonly names: readonly string[];
  /** The packages that its code comes from. */
  readonly packages: ReadonlySet<string>;
}

/**
 * Reads what a specifier leads to.
 *
 * @param from the folder that resolves it
 * @param commonJsNames what the entry exports if it is CommonJS, whose code does not say it plainly
 * @throws {VendorError} `not_installed` or `no_entry`
 */
export async function readEntry(
  specifier: string,
  from: string,
  modules: NpmModules,
  commonJsNames: readonly string[],
): Promise<PackageEntry> {
  if (!/^(?:@[^/:\s]+\/)?[^@./:\s][^:\s]*$/.test(specifier)) {
    throw new VendorError("no_entry", `"${specifier}" is not the name of a package`);
  }
  const { metafile } = await bundle({ specifier }, from, modules);
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint);
  const path = output?.entryPoint ?? "";
  const placeholder = modules.placeholders.get(path);
  if (placeholder) throw noEntry(specifier, placeholder, from);
  const isCommonJs = metafile.inputs[path]?.format !== "esm";
  const names = isCommonJs ? ["default", ...commonJsNames] : (output?.exports ?? []);
  if (names.length === 0) {
    throw new VendorError("no_entry", `"${specifier}" exports nothing that could run`);
  }
  const found = modules.packageOf(path);
  return {
    specifier,
    package: packageName(specifier),
    version: found?.version ?? "",
    names: [...new Set(names)].sort(),
    packages: new Set(
      Object.keys(metafile.inputs).flatMap((input) => modules.packageOf(input)?.name ?? []),
    ),
  };
}

function noEntry(specifier: string, { reason }: Placeholder, from: string): VendorError {
  const name = packageName(specifier);
  if (reason === "node") {
    return new VendorError(
      "no_entry",
      `"${specifier}" is a module of Node, which does not exist in the database`,
    );
  }
  if (reason === "kind") {
    return new VendorError("no_entry", `"${specifier}" is no JavaScript, so it cannot run`);
  }
  return isInstalled(name, from)
    ? new VendorError("no_entry", `the package "${name}" has no code at "${specifier}"`)
    : new VendorError("not_installed", `the package "${name}" is not installed in ${from}`, {
        hint: `Install it there first: npm install ${name}`,
      });
}
