import ts from "typescript";
import type { CompiledModule } from "../compile-module.js";
import { type Diagnostic, positionOf } from "../diagnostic.js";
import type { Environment } from "./environment.js";
import type { StoredImport } from "./import-host.js";
import { importFault, shortened } from "./import-fault.js";
import { inlineImportMap } from "./inline-import-map.js";
import { importSpecifiers } from "./import-specifiers.js";
import { isSibling, readMapTarget, readSpecifier } from "./specifier.js";

/** The imports of a module. */
export interface ResolvedImports {
  /** What its source says of each, without what is built in. */
  readonly stored: ReadonlyMap<string, StoredImport>;
  readonly diagnostics: readonly Diagnostic[];
}

/** How imports are resolved. */
export interface ImportOptions {
  readonly environment: Environment;
  /** A map given with the module. One in its source wins. */
  readonly map: Readonly<Record<string, string>>;
  /** Compiles a module that a specifier holds; undefined where too many are one inside the other. */
  readonly compileHeld: (source: string) => CompiledModule | undefined;
  /** Leave other functions open that are not there. */
  readonly isLenient: boolean;
  /** What the code imports when it runs. The rest may lead nowhere. Default: all that is written. */
  readonly needed?: { has(specifier: string): boolean } | undefined;
}

/** Resolves every import, static or dynamic, of values or of types; an error for each that leads nowhere. */
export function resolveImports(sourceFile: ts.SourceFile, options: ImportOptions): ResolvedImports {
  const specifiers = importSpecifiers(sourceFile);
  const map =
    specifiers.length === 0
      ? new Map<string, string>()
      : new Map([...Object.entries(options.map), ...inlineImportMap(sourceFile)]);
  const answers = new Map<string, Answer>();
  const diagnostics: Diagnostic[] = [];
  for (const node of specifiers) {
    const refusal = ts.isStringLiteralLike(node)
      ? refusalOf(node.text, answers, map, options)
      : computedRefusal;
    if (refusal === undefined) continue;
    const position = positionOf(sourceFile, node.getStart(sourceFile));
    diagnostics.push({
      severity: "error",
      phase: "imports",
      code: 90002,
      message: refusal,
      ...position,
    });
  }
  const stored = new Map<string, StoredImport>();
  for (const [specifier, answer] of answers) {
    if (answer.kind === "stored") stored.set(specifier, answer.leadsTo);
  }
  return { stored, diagnostics };
}

/** What is said of an import whose specifier is no string. */
export const computedRefusal =
  "Cannot import what is only known when the code runs: write the specifier as a string.";

type Answer =
  | { readonly kind: "built-in" }
  | { readonly kind: "stored"; readonly leadsTo: StoredImport }
  | { readonly kind: "refused"; readonly reason: string };

function refusalOf(
  specifier: string,
  answers: Map<string, Answer>,
  map: ReadonlyMap<string, string>,
  options: ImportOptions,
): string | undefined {
  const answer = answers.get(specifier) ?? answerFor(specifier, map.get(specifier), options);
  answers.set(specifier, answer);
  const isNeeded = options.needed?.has(specifier) ?? true;
  return answer.kind === "refused" && isNeeded
    ? `Cannot import "${shortened(specifier)}": ${answer.reason}.`
    : undefined;
}

function answerFor(specifier: string, mapped: string | undefined, options: ImportOptions): Answer {
  const own = readSpecifier(specifier);
  if (own.kind === "built-in") return own;
  const target =
    mapped === undefined
      ? own
      : (readMapTarget(mapped) ?? {
          kind: "refused",
          reason: `its import map leads to "${shortened(mapped)}", which is neither an artifact's hash nor a data: URL`,
        });
  switch (target.kind) {
    case "built-in":
      return target;
    case "refused":
      return target;
    case "artifact":
      return checked(specifier, target.hash, options);
    case "named":
      return checked(specifier, null, options);
    case "data": {
      const module = options.compileHeld(target.source);
      if (!module) return { kind: "refused", reason: "too many modules are one inside the other" };
      const [fault] = module.diagnostics;
      return fault
        ? { kind: "refused", reason: `in it, ${describe(fault)}` }
        : checked(specifier, module, options);
    }
  }
}

function checked(
  specifier: string,
  leadsTo: StoredImport,
  { environment, isLenient }: ImportOptions,
): Answer {
  const isOpen = isLenient && leadsTo === null && isSibling(specifier);
  const fault = isOpen ? undefined : importFault(specifier, leadsTo, environment);
  return fault === undefined ? { kind: "stored", leadsTo } : { kind: "refused", reason: fault };
}

/** A finding inside of a module that another one holds. */
export function describe({ line, column, message }: Diagnostic): string {
  const text = message.replace(/\.$/, "");
  return line === null ? text : `line ${String(line)}, column ${String(column)}: ${text}`;
}
