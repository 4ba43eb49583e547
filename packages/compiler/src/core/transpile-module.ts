import ts from "typescript";
import type { CompilerOptions } from "./compiler-options.js";
import { type Diagnostic, fromTypeScript, positionOf } from "./diagnostic.js";
import { type EmittedModule, emitModule } from "./emit-module.js";
import { importSpecifiers } from "./imports/import-specifiers.js";
import { computedRefusal } from "./imports/resolve-imports.js";
import { ModulePrograms, parseModule } from "./module-program.js";
import { checkNames } from "./reserved-names.js";

/** A module as it runs, before it is known where its imports lead. */
export interface TranspiledModule extends EmittedModule {
  /** Errors only. Where there are any, there is no code. */
  readonly diagnostics: readonly Diagnostic[];
}

const programs = new ModulePrograms({});

/**
 * Lowers a module without a look at anything else. What `Compiler.compile` makes of the same source has the same code.
 *
 * @example
 * transpileModule(`import { a } from "./a"; export const b = a;`, "ts").imports; // Map { "./a" => Set { "a" } }
 */
export function transpileModule(
  source: string,
  language: NonNullable<CompilerOptions["language"]>,
): TranspiledModule {
  const sourceFile = parseModule(source, language);
  const module = programs.unchecked(sourceFile);
  const diagnostics = [
    ...module.program
      .getSyntacticDiagnostics(sourceFile)
      .map((found) => fromTypeScript(found, "syntactic")),
    ...checkNames(sourceFile),
    ...computedImports(sourceFile),
    ...importMetas(sourceFile),
  ];
  return diagnostics.length > 0
    ? { code: "", sourceMap: "", imports: new Map(), stars: [], diagnostics }
    : { ...emitModule(module), diagnostics };
}

/** Without a check TypeScript lets it pass, and no engine could read it. */
function importMetas(sourceFile: ts.SourceFile): Diagnostic[] {
  const found: Diagnostic[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
      found.push({
        severity: "error",
        phase: "imports",
        code: 90002,
        message: "Cannot use import.meta: a module in the database has no place of its own.",
        ...positionOf(sourceFile, node.getStart(sourceFile)),
      });
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function computedImports(sourceFile: ts.SourceFile): Diagnostic[] {
  return importSpecifiers(sourceFile)
    .filter((node) => !ts.isStringLiteralLike(node))
    .map((node) => ({
      severity: "error",
      phase: "imports",
      code: 90002,
      message: computedRefusal,
      ...positionOf(sourceFile, node.getStart(sourceFile)),
    }));
}
