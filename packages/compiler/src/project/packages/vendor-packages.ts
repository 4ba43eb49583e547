import { artifactHash } from "../../artifact-hash.js";
import { type Compiler, createCompiler } from "../../core/compile-module.js";
import type { Declarations } from "../../core/declarations.js";
import { loadDeclarations } from "../../load-declarations.js";
import { type Bundle, bundlePackages, reExport } from "./bundle-packages.js";
import { groupEntries } from "./entry-groups.js";
import { freeNames } from "./free-names.js";
import { InstalledPackages, packageName } from "./installed-package.js";
import { NpmModules } from "./npm-modules.js";
import { type PackageEntry, readEntry } from "./package-entry.js";
import { PackageTypes } from "./package-types.js";
import { describeUnavailable } from "./unavailable-modules.js";
import { VendorError } from "./vendor-error.js";

/** Entries of npm packages that share their code, ready for the database. */
export interface VendoredGroup {
  /** An ECMAScript module that imports nothing. Equal packages give equal text, wherever they lie. */
  readonly code: string;
  /** The name of the artifact that the database makes of it. */
  readonly hash: string;
  readonly entries: readonly VendoredEntry[];
  /** What the code may miss when it is used, for people. */
  readonly warnings: readonly string[];
}

/** What a module in the database can import. */
export interface VendoredEntry {
  readonly specifier: string;
  readonly package: string;
  readonly version: string;
  /** Its declaration files, as `plts.import_map` has them; none where it has no types. */
  readonly declarations: Declarations;
  /** The module that it is, which imports the group's code as "bundle"; null where it is that code itself. */
  readonly module: string | null;
}

/** How packages are prepared. */
export interface VendorOptions {
  /** The folder whose `node_modules`, or those above it, have the packages. */
  readonly from: string;
  /** Leave types out: what is imported is `any`. Default false. */
  readonly withoutTypes?: boolean;
}

/**
 * Prepares npm packages for the database: code in one piece, and declarations. Entries of one package, and of packages that
 * are built on each other, share one copy of their code.
 *
 * @param specifiers packages, or entries of theirs such as `drizzle-orm/pg-core`
 * @throws {VendorError} where a package is not installed, or cannot run in the database
 * @example
 * const [group] = await vendorPackages(["drizzle-orm", "drizzle-orm/pg-core"], { from: process.cwd() });
 */
export async function vendorPackages(
  specifiers: readonly string[],
  { from, withoutTypes = false }: VendorOptions,
): Promise<readonly VendoredGroup[]> {
  const modules = new NpmModules(new InstalledPackages());
  const types = new PackageTypes(specifiers, from);
  const entries = await Promise.all(
    [...new Set(specifiers)].map((each) => readEntry(each, from, modules, types.values(each))),
  );
  const library = loadDeclarations();
  const compiler = createCompiler(library);
  return Promise.all(
    groupEntries(entries).map(async (group) => {
      const bundle = await bundlePackages(group, from, modules);
      const typed = withoutTypes ? [] : group.filter(({ specifier }) => types.has(specifier));
      const declarations = types.declarations(typed.map(({ specifier }) => specifier));
      return {
        code: bundle.code,
        hash: hashOf(bundle.code, compiler),
        entries: group.map((entry) => vendoredEntry(entry, bundle, declarations)),
        warnings: [
          ...(withoutTypes ? [] : untyped(group, typed)),
          ...bundle.unavailable.map(describeUnavailable),
          ...freeNames(bundle.code, library).map((name) => unknownName(name, group)),
        ],
      };
    }),
  );
}

/** What the modules of entries that share their code call it. */
const bundleSpecifier = "bundle";

function vendoredEntry(
  { specifier, package: name, version }: PackageEntry,
  { exports }: Bundle,
  declarations: Declarations,
): VendoredEntry {
  const names = [...(exports.get(specifier) ?? [])].map(
    ([own, inBundle]) => [inBundle, own] as const,
  );
  return {
    specifier,
    package: name,
    version,
    declarations: `${specifier}.d.ts` in declarations ? declarations : {},
    module: exports.size === 1 ? null : `${reExport(bundleSpecifier, new Map(names))}\n`,
  };
}

function hashOf(source: string, compiler: Compiler): string {
  const { code, diagnostics, options, fingerprint } = compiler.compile({
    source,
    options: { language: "js" },
    check: false,
  });
  const [first] = diagnostics;
  if (first) throw new VendorError("broken_package", first.message);
  return artifactHash({ source, code, options, fingerprint });
}

function untyped(group: readonly PackageEntry[], typed: readonly PackageEntry[]): string[] {
  return group
    .filter((entry) => !typed.includes(entry))
    .map(({ specifier }) => {
      const advice = `npm install --save-dev ${typesPackage(specifier)}`;
      return `"${specifier}" has no types, so it is imported as any (there may be some: ${advice})`;
    });
}

function typesPackage(specifier: string): string {
  return `@types/${packageName(specifier).replace(/^@/, "").replace("/", "__")}`;
}

function unknownName(name: string, group: readonly PackageEntry[]): string {
  const specifiers = group.map(({ specifier }) => specifier).join(", ");
  return `${specifiers}: "${name}" does not exist in the database; what uses it fails`;
}
