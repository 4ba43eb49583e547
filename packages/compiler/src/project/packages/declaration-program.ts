import { join } from "node:path";
import ts from "typescript";
import type { InstalledPackages } from "./installed-package.js";

/** What TypeScript knows of some packages. */
export interface DeclarationProgram {
  readonly program: ts.Program;
  /** The file that a specifier leads to from a file of the program; undefined where there is none. */
  readonly find: (importer: string, specifier: string) => string | undefined;
  /** The same from the folder that was asked for. */
  readonly entry: (specifier: string) => ts.SourceFile | undefined;
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  // The exports of CommonJS code without declarations are read off the code.
  allowJs: true,
  maxNodeModuleJsDepth: 1,
  types: [],
  noEmit: true,
};

/** Declarations of what the database does not have. What refers to them is `any` there. */
const leftOut = new Set(["@types/node"]);

/** A program of the packages that specifiers name, as seen from a folder. */
export function declarationProgram(
  specifiers: readonly string[],
  from: string,
  packages: InstalledPackages,
): DeclarationProgram {
  const importing = join(from, "stopgap-vendor.ts");
  const text = specifiers.map((specifier) => `import ${JSON.stringify(specifier)};\n`).join("");
  const host = ts.createCompilerHost(options);
  const cache = ts.createModuleResolutionCache(from, (path) => path, options);
  const paths = new Map<string, string>();
  const find = (importer: string, specifier: string): string | undefined =>
    paths.get(`${importer}\0${specifier}`);

  const resolve = (specifier: string, importer: string): ts.ResolvedModuleFull | undefined => {
    const { resolvedModule } = ts.resolveModuleName(specifier, importer, options, host, cache);
    if (!resolvedModule) return undefined;
    const { resolvedFileName: path } = resolvedModule;
    if (leftOut.has(packages.of(path)?.name ?? "")) return undefined;
    paths.set(`${importer}\0${specifier}`, path);
    return resolvedModule;
  };

  const program = ts.createProgram({
    rootNames: [importing],
    options,
    host: {
      ...host,
      fileExists: (path) => path === importing || host.fileExists(path),
      readFile: (path) => (path === importing ? text : host.readFile(path)),
      getSourceFile: (path, languageVersion) =>
        path === importing
          ? ts.createSourceFile(path, text, languageVersion)
          : host.getSourceFile(path, languageVersion),
      resolveModuleNameLiterals: (literals, importer) =>
        literals.map(({ text: specifier }) => ({ resolvedModule: resolve(specifier, importer) })),
      resolveTypeReferenceDirectiveReferences: (references) =>
        references.map(() => ({ resolvedTypeReferenceDirective: undefined })),
    },
  });
  return {
    program,
    find,
    entry: (specifier) => {
      const path = find(importing, specifier);
      return path === undefined ? undefined : program.getSourceFile(path);
    },
  };
}
