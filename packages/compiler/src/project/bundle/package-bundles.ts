import { reExport } from "../packages/bundle-packages.js";
import { bundle, type Bundled } from "../packages/bundler.js";
import { InstalledPackages } from "../packages/installed-package.js";
import { entrySpecifier, NpmModules } from "../packages/npm-modules.js";
import {
  describeUnavailable,
  includedFiles,
  unavailableModules,
} from "../packages/unavailable-modules.js";
import { VendorError } from "../packages/vendor-error.js";
import type { BundleProblem } from "./bundle-problem.js";
import { commonJsNames } from "./common-js-names.js";
import { importProblem } from "./module-graph.js";
import type { PackageUse } from "./package-uses.js";

/** Files of packages that share code, as one module. */
export interface PackageGroup {
  /** An ECMAScript module that imports nothing. */
  readonly source: string;
  /** From the source to the packages' files. */
  readonly sourceMap: string;
  /** What it calls the exports of each file that is imported, by file and name. */
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** What a project needs of npm packages. */
export interface PackageBundles {
  readonly groups: readonly PackageGroup[];
  readonly problems: readonly BundleProblem[];
  /** The files that all of it comes from, absolute. */
  readonly files: readonly string[];
}

/** A file that is imported, bundled by itself. */
interface Entry {
  readonly use: PackageUse;
  readonly names: readonly string[];
  readonly bundled: Bundled;
  /** What its code comes from: entries that share any of it are one module. */
  readonly included: readonly string[];
}

/**
 * Bundles what a project uses of npm packages: the names that it imports, and everything of what it imports as a whole or
 * what is CommonJS. Files that share code are bundled as one, so that there is one copy of it.
 *
 * @param from a folder, for esbuild
 */
export async function bundlePackageUses(
  uses: readonly PackageUse[],
  from: string,
): Promise<PackageBundles> {
  const modules = new NpmModules(new InstalledPackages());
  const read = await Promise.all(uses.map((use) => readEntry(use, from, modules)));
  const entries = read.filter((entry) => "use" in entry);
  const failures = read.flatMap((entry) => ("problems" in entry ? entry.problems : []));
  const bundles = await Promise.all(
    groups([...entries].sort(byPath(modules))).map((group) => bundleGroup(group, from, modules)),
  );
  const inputs = bundles.flatMap(({ bundled }) => Object.keys(bundled.metafile.inputs));
  return {
    groups: bundles.map(({ group }) => group),
    problems: [
      ...failures,
      ...bundles.flatMap(({ bundled }) => unavailableProblems(bundled, uses, modules)),
    ],
    files: [...new Set(inputs.flatMap((path) => modules.fileOf(path) ?? []))].sort(),
  };
}

async function readEntry(
  use: PackageUse,
  from: string,
  modules: NpmModules,
): Promise<Entry | { readonly problems: readonly BundleProblem[] }> {
  try {
    const names = use.names === "all" ? await allNames(use.file, from, modules) : [...use.names];
    const sorted = [...names].sort();
    const bundled = await bundle(
      { text: entryText(use.file, new Map(sorted.map((name) => [name, name]))) },
      from,
      modules,
    );
    const included = Object.values(bundled.metafile.outputs)
      .flatMap(includedFiles)
      .filter((path) => modules.fileOf(path) !== undefined);
    return { use, names: sorted, bundled, included };
  } catch (error) {
    if (!(error instanceof VendorError)) throw error;
    return { problems: failed(use, error.message) };
  }
}

/** Everything that a module exports. */
async function allNames(
  file: string,
  from: string,
  modules: NpmModules,
): Promise<readonly string[]> {
  const { metafile } = await bundle({ specifier: file }, from, modules);
  const output = Object.values(metafile.outputs).find(({ entryPoint }) => entryPoint);
  const isModule = metafile.inputs[output?.entryPoint ?? ""]?.format === "esm";
  return isModule ? (output?.exports ?? []) : commonJsNames(file);
}

function entryText(file: string, names: ReadonlyMap<string, string>): string {
  const specifier = entrySpecifier(file);
  return names.size > 0 ? reExport(specifier, names) : `import ${JSON.stringify(specifier)};`;
}

/** Parts entries into groups that have no code in common. */
function groups(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  let found: { readonly entries: readonly Entry[]; readonly files: ReadonlySet<string> }[] = [];
  for (const entry of entries) {
    const related = found.filter(({ files }) => entry.included.some((path) => files.has(path)));
    found = [
      ...found.filter((group) => !related.includes(group)),
      {
        entries: [...related.flatMap((group) => group.entries), entry],
        files: new Set([...related.flatMap(({ files }) => [...files]), ...entry.included]),
      },
    ];
  }
  return found.map((group) => group.entries);
}

async function bundleGroup(
  entries: readonly Entry[],
  from: string,
  modules: NpmModules,
): Promise<{ readonly group: PackageGroup; readonly bundled: Bundled }> {
  const [only, ...others] = entries;
  const isOne = only !== undefined && others.length === 0;
  const names = new Map(
    [...(only ? [only] : []), ...others].map(({ use, names: own }, index) => [
      use.file,
      new Map(own.map((name) => [name, isOne ? name : `p${String(index)}_${name}`])),
    ]),
  );
  const text = [...names].map(([file, own]) => entryText(file, own)).join("\n");
  const bundled = isOne ? only.bundled : await bundle({ text }, from, modules);
  const { code: source, sourceMap } = bundled;
  return { group: { source, sourceMap, entries: names }, bundled };
}

/** By what does not depend on where the packages lie. */
function byPath(modules: NpmModules): (a: Entry, b: Entry) => number {
  const pathOf = ({ use }: Entry): string => modules.portablePath(use.file);
  return (a, b) => (pathOf(a) < pathOf(b) ? -1 : 1);
}

function unavailableProblems(
  { metafile }: Bundled,
  uses: readonly PackageUse[],
  modules: NpmModules,
): BundleProblem[] {
  return unavailableModules(metafile, modules).flatMap((unavailable) => {
    const { chain, specifier, isNeededAtOnce } = unavailable;
    const entry = modules.fileOf(chain[0] ?? "");
    const reason = describeUnavailable(unavailable);
    const files = chain.map((path) => path.replace(/^npm:/, ""));
    return uses
      .filter(({ file }) => file === entry)
      .flatMap(({ importers }) =>
        importers.map((importer) =>
          importProblem(
            importer.module,
            importer.specifier,
            isNeededAtOnce
              ? `Cannot import "${importer.specifier}": ${reason}.`
              : `What "${importer.specifier}" needs in places fails when it is used: ${reason}.`,
            {
              ...(isNeededAtOnce ? {} : { severity: "warning" }),
              chain: [...files, specifier],
            },
          ),
        ),
      );
  });
}

function failed({ importers }: PackageUse, reason: string): BundleProblem[] {
  return importers.map(({ module, specifier }) =>
    importProblem(module, specifier, `Cannot import "${specifier}": ${reason}.`),
  );
}
