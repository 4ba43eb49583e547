import { join, relative, sep } from "node:path";
import { evaluationProblems, schemaOfExport, ValueSchemas } from "../contract/value-schemas.js";
import { diagnosticOf, fromTypeScript } from "../diagnostic-at.js";
import { findCaseCollisions, findCollisions } from "../discover/collisions.js";
import { listProjectFiles, type ProjectFiles } from "../discover/project-files.js";
import { hasErrors, type ProjectCheck } from "../project-check.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import type { ProjectFunction } from "../project-bundle.js";
import { CheckCache, type CheckInputs, hashOfFile, type StoredCheck } from "./check-cache.js";
import { foreignProblems } from "./foreign-modules.js";
import { importProblems } from "./module-imports.js";
import { type ModuleFindings, moduleFindings, type TypedFunction } from "./module-findings.js";
import { type ProjectConfig, projectRoot, readProjectConfig } from "./project-config.js";
import { ProjectProgram } from "./project-program.js";
import { modulesBehind, valueKey } from "./value-keys.js";

/** How long a module may take to be evaluated, in milliseconds. */
const evaluationLimit = 10_000;

/** Checks one project, again and again. What has not changed is not looked at anew. */
export class ProjectChecker {
  readonly #folder: string;
  readonly #tsconfig: string | undefined;
  readonly #isForeign: boolean;
  readonly #findings = new Map<string, ModuleFindings>();
  readonly #values: ValueSchemas;
  readonly #cache: CheckCache;
  /** What is known from an earlier process. */
  #stored: StoredCheck;
  #mayBeStored = true;
  #unwritten: (() => void) | undefined;
  #config: ProjectConfig;
  #files: ProjectFiles;
  #program: ProjectProgram;

  constructor(
    folder: string,
    tsconfig: string | undefined,
    cacheFolder: string,
    isForeign: boolean,
  ) {
    this.#folder = folder;
    this.#tsconfig = tsconfig;
    this.#isForeign = isForeign;
    this.#config = readProjectConfig(folder, tsconfig);
    this.#files = listProjectFiles(folder);
    this.#program = new ProjectProgram(folder, this.#config);
    this.#cache = new CheckCache(cacheFolder, projectRoot(folder));
    this.#stored = this.#cache.read();
    this.#values = new ValueSchemas(
      {
        folder,
        tsconfig: this.#config.path,
        conditions: this.conditions,
        scratchFolder: cacheFolder,
        timeLimit: evaluationLimit,
      },
      new Map(Object.entries(this.#stored.values)),
    );
  }

  /** What `package.json` files are read by, beyond the usual conditions. */
  get conditions(): readonly string[] {
    return this.#config.options.customConditions ?? [];
  }

  /** @param changed the files that may have changed, absolute; undefined: any */
  refresh(changed: readonly string[] | undefined): void {
    this.#mayBeStored = false;
    this.#program.forget(changed);
    const files = listProjectFiles(this.#folder);
    const known = this.#findings;
    const isStructural =
      changed === undefined ||
      changed.some((path) => !known.has(path)) ||
      !isSame(files, this.#files);
    this.#files = files;
    if (!isStructural) return;
    this.#config = readProjectConfig(this.#folder, this.#tsconfig);
    this.#program.resolveAnew(this.#config);
  }

  async check(): Promise<ProjectCheck> {
    // Before TypeScript follows any import.
    const foreign = this.#isForeign ? foreignProblems(this.#folder) : [];
    if (foreign.length > 0) return { diagnostics: [...foreign].sort(byPlace), functions: [] };
    const { last } = this.#stored;
    if (this.#mayBeStored && last && this.#cache.isUnchanged(last.inputs, this.#listing)) {
      return last.check;
    }
    const check = await this.#check();
    this.#keep(check);
    return check;
  }

  /** Writes down what the next process can use. */
  close(): void {
    this.#unwritten?.();
    this.#unwritten = undefined;
  }

  /** Lets go of the program, which is most of the memory. The next check makes another one. */
  release(): void {
    this.close();
    this.#findings.clear();
    this.#program = new ProjectProgram(this.#folder, this.#config);
  }

  async #check(): Promise<ProjectCheck> {
    this.#lookAtModules();
    const modules = this.#findings;
    const entries = this.#files.modules.map((file) => join(this.#folder, file));
    const found = entries.flatMap((file) => modules.get(file)?.functions ?? []);
    const collisions = findCollisions([...found].sort(byFile));
    const diagnostics = [
      ...this.#config.warnings,
      ...this.#program.projectDiagnostics().map(fromTypeScript),
      ...[...modules.values()].flatMap((module) => module.diagnostics),
      ...importProblems(entries, modules, (file) => this.#shown(file)),
      ...collisions.map(({ function: { place }, message }) => ({ ...place, message })),
      ...findCaseCollisions(this.#files.modules).map(({ file, message }) =>
        diagnosticOf(join(this.#folder, file), "error", 90021, message),
      ),
    ];
    const evaluations = await this.#evaluate(entries, diagnostics);
    const colliding = new Set<TypedFunction>(collisions.map((one) => one.function));
    return {
      diagnostics: [...diagnostics, ...evaluationProblems(evaluations.values())].sort(byPlace),
      functions: found
        .filter((one) => !colliding.has(one))
        .map(({ typedArgs, place: _, ...one }): ProjectFunction => {
          const value = schemaOfExport(
            evaluations.get(join(this.#folder, one.file)),
            one.exportName,
          );
          return { ...one, args: value === undefined ? typedArgs : value };
        })
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
  }

  #lookAtModules(): void {
    const { modules, declarations } = this.#files;
    const holding = new Set(modules.map((file) => join(this.#folder, file)));
    const isKnown = ({ fileName }: { readonly fileName: string }, key: string): boolean => {
      const known = this.#stored.findings[key];
      if (known) this.#findings.set(fileName, known);
      return known !== undefined;
    };
    for (const affected of this.#program.update([...modules, ...declarations], isKnown)) {
      const { fileName } = affected.sourceFile;
      const file = holding.has(fileName) ? this.#shown(fileName) : null;
      this.#findings.set(fileName, moduleFindings(this.#program, affected, file));
    }
    const { program } = this.#program;
    for (const file of this.#findings.keys()) {
      if (!program.getSourceFile(file)) this.#findings.delete(file);
    }
  }

  /** The first check of a process is written down at once, later ones when it ends. */
  #keep(check: ProjectCheck): void {
    const write = (): void => {
      this.#cache.write({
        findings: Object.fromEntries([...this.#findings.values()].map((one) => [one.key, one])),
        values: Object.fromEntries(this.#values.known),
        last: hasErrors(check.diagnostics) ? null : { inputs: this.#inputs(), check },
      });
    };
    if (this.#mayBeStored) write();
    else this.#unwritten = write;
    this.#mayBeStored = false;
  }

  #inputs(): CheckInputs {
    const { files, manifests } = this.#program.inputs();
    const others = [...manifests, ...this.#config.files].flatMap((path) => {
      const hash = hashOfFile(path);
      return hash === undefined ? [] : [[path, hash] as const];
    });
    return this.#cache.portableInputs({
      listing: this.#listing,
      files: { ...files, ...Object.fromEntries(others) },
      missing: [...this.#program.missing],
    });
  }

  get #listing(): string {
    return JSON.stringify(this.#files);
  }

  /** What has errors, or rests on what has some, is not evaluated. */
  async #evaluate(
    entries: readonly string[],
    diagnostics: readonly ProjectDiagnostic[],
  ): ReturnType<ValueSchemas["update"]> {
    if (this.#isForeign) return new Map();
    const broken = new Set(
      diagnostics.flatMap(({ severity, file }) => (severity === "error" ? [file] : [])),
    );
    const sound = entries.filter((file) => {
      const behind = modulesBehind(file, this.#findings);
      return (
        (this.#findings.get(file)?.functions ?? []).length > 0 &&
        [...behind].every((module) => !broken.has(module.file))
      );
    });
    return this.#values.update(
      sound.map((file) => ({
        file,
        key: valueKey(
          file,
          this.#findings,
          (path) => this.#shown(path),
          (specifier, importer) => this.#program.packageOf(specifier, importer),
        ),
      })),
    );
  }

  #shown(file: string): string {
    return relative(this.#folder, file).split(sep).join("/");
  }
}

function isSame(a: ProjectFiles, b: ProjectFiles): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The first of two that collide wins. */
function byFile(a: TypedFunction, b: TypedFunction): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.exportName < b.exportName ? -1 : 1;
}

function byPlace(a: ProjectDiagnostic, b: ProjectDiagnostic): number {
  const [fileA, fileB] = [a.file ?? "", b.file ?? ""];
  if (fileA !== fileB) return fileA < fileB ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0) || a.code - b.code;
}
