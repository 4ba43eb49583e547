import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import { ProjectError } from "../project-error.js";

/** How a project's modules are checked. */
export interface ProjectConfig {
  /** The file that says it, absolute. */
  readonly path: string;
  /** That file and those that it extends. */
  readonly files: readonly string[];
  readonly options: ts.CompilerOptions;
  readonly diagnostics: readonly ts.Diagnostic[];
  /** What of it does not hold for modules in the database. */
  readonly warnings: readonly ProjectDiagnostic[];
}

/** What modules in the database have, whatever the file says. */
const forced: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts", "globals.d.ts"],
  types: [],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  isolatedModules: true,
  allowImportingTsExtensions: true,
  esModuleInterop: true,
  resolveJsonModule: true,
  useDefineForClassFields: true,
  experimentalDecorators: false,
  libReplacement: false,
  skipLibCheck: true,
  noEmit: true,
};

/** What `strict` stands for. Contracts are read off the types, which mean something else without it. */
const strictOptions = [
  "strict",
  "alwaysStrict",
  "noImplicitAny",
  "noImplicitThis",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useUnknownInCatchVariables",
] as const satisfies (keyof ts.CompilerOptions)[];

/** Options about output, which there is none of, and about files, of which the project's folder has them all. */
const leftOut = [
  "composite",
  "declaration",
  "declarationDir",
  "declarationMap",
  "emitDeclarationOnly",
  "incremental",
  "inlineSourceMap",
  "inlineSources",
  "isolatedDeclarations",
  "jsx",
  "mapRoot",
  "noLib",
  "noResolve",
  "out",
  "outDir",
  "outFile",
  "plugins",
  "rootDir",
  "rootDirs",
  "sourceMap",
  "sourceRoot",
  "tsBuildInfoFile",
  "typeRoots",
] as const satisfies readonly string[];

/**
 * Reads the `tsconfig.json` that holds for a folder: the one in it, or in the nearest folder above.
 *
 * @param given the file to read instead
 * @throws {ProjectError} `no_project` where there is none
 */
export function readProjectConfig(folder: string, given?: string): ProjectConfig {
  const path = given ?? ts.findConfigFile(folder, existsSync);
  if (path === undefined || !existsSync(path)) {
    throw new ProjectError(
      "no_project",
      given === undefined
        ? `There is no tsconfig.json in ${folder} or above. \`stopgap init\` makes one.`
        : `There is no ${given}.`,
    );
  }
  const file = ts.readJsonConfigFile(path, (name) => ts.sys.readFile(name));
  const { options, errors } = ts.parseJsonSourceFileConfigFileContent(
    file,
    // Which files the folder has is looked up on its own.
    { ...ts.sys, readDirectory: () => [] },
    dirname(path),
    undefined,
    path,
  );
  const kept = Object.entries(options).filter(
    ([name]) => ![...leftOut, ...strictOptions].some((one) => one === name),
  );
  return {
    path,
    files: [path, ...(file.extendedSourceFiles ?? [])],
    options: { ...Object.fromEntries(kept), ...forced, strict: true },
    diagnostics: errors.filter(({ code }) => !noInputs.has(code)),
    warnings: looseOptions(path, options),
  };
}

/** "No inputs were found", and "The 'files' list is empty". */
const noInputs = new Set([18002, 18003]);

function looseOptions(path: string, options: ts.CompilerOptions): ProjectDiagnostic[] {
  const loose = strictOptions.filter((name) => options[name] === false);
  if (loose.length === 0) return [];
  return [
    {
      file: path,
      line: null,
      column: null,
      severity: "warning",
      code: 90020,
      message: `Functions are checked with \`strict\`, whatever ${loose.map((name) => `\`${name}\``).join(", ")} says here: their contracts are read off their types.`,
    },
  ];
}

/** Where the project's folder belongs: the nearest one above with a `package.json`, else the one that holds it. */
export function projectRoot(folder: string): string {
  const above = dirname(folder);
  for (let at = above; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json"))) return at;
    if (at === dirname(at)) return above;
  }
}
