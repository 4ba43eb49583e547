import type ts from "typescript";
import { type TypeSchema, typeSchema } from "../contract/type-schema.js";
import { diagnosticAt, fromTypeScript } from "../diagnostic-at.js";
import { type FoundFunction, moduleFunctions } from "../discover/module-functions.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import type { ProjectFunction } from "../project-bundle.js";
import { frozenBuiltIns } from "./frozen-built-ins.js";
import { type ModuleImport, moduleImports } from "./module-imports.js";
import { nestedQuantifiers } from "./nested-quantifiers.js";
import type { AffectedFile, ProjectProgram } from "./project-program.js";
import { unavailableGlobal, withheldGlobals } from "./unavailable-globals.js";

/** A function with what its types say of its contract. */
export interface TypedFunction extends Omit<ProjectFunction, "args"> {
  /** What the type of the arguments says; the value of their schema says more. */
  readonly typedArgs: ProjectFunction["args"];
  /** Where its module exports it. */
  readonly place: ProjectDiagnostic;
}

/** What is known of a module by itself. It holds until the module, or a type that it uses, changes. */
export interface ModuleFindings {
  readonly file: string;
  /** Names its text. */
  readonly version: string;
  /** Names all that is said here rests on. */
  readonly key: string;
  readonly diagnostics: readonly ProjectDiagnostic[];
  readonly imports: readonly ModuleImport[];
  readonly functions: readonly TypedFunction[];
}

/**
 * Looks at a module.
 *
 * @param file relative to the project's folder, where it can hold functions; else null
 */
export function moduleFindings(
  project: ProjectProgram,
  { sourceFile, key, diagnostics }: AffectedFile,
  file: string | null,
): ModuleFindings {
  const checker = project.program.getTypeChecker();
  const imports = moduleImports(
    sourceFile,
    (specifier) => project.resolve(specifier, sourceFile.fileName),
    (path) => {
      const target = project.program.getSourceFile(path);
      return target !== undefined && project.isOwn(target);
    },
  );
  const isLibrary = (one: ts.SourceFile): boolean => project.isLibrary(one);
  const found =
    file === null ? { functions: [], diagnostics: [] } : moduleFunctions(checker, sourceFile, file);
  const typed = found.functions.map((one) => typedFunction(checker, one));
  return {
    file: sourceFile.fileName,
    version: sourceFile.version,
    key,
    diagnostics: [
      ...saidByTypeScript(diagnostics, imports),
      ...withheldGlobals(checker, sourceFile, isLibrary),
      ...found.diagnostics,
      ...typed.flatMap((one) => one.warnings),
      ...frozenBuiltIns(checker, sourceFile, isLibrary),
      ...nestedQuantifiers(sourceFile),
    ],
    imports,
    functions: typed.map((one) => one.function),
  };
}

/** An import that cannot run is told of with the way that leads to it. */
function saidByTypeScript(
  diagnostics: readonly ts.Diagnostic[],
  imports: readonly ModuleImport[],
): ProjectDiagnostic[] {
  const told = imports.flatMap(({ place, problem }) => (problem === null ? [] : place));
  return diagnostics
    .map((diagnostic) => unavailableGlobal(diagnostic) ?? fromTypeScript(diagnostic))
    .filter(({ line, column }) => !told.some((one) => one.line === line && one.column === column));
}

interface Typed {
  readonly function: TypedFunction;
  readonly warnings: readonly ProjectDiagnostic[];
}

function typedFunction(checker: ts.TypeChecker, { type, node, ...found }: FoundFunction): Typed {
  const [signature] = type.getCallSignatures();
  const returned = signature?.getReturnType();
  const result = returned && (checker.getAwaitedType(returned) ?? returned);
  const described: TypeSchema = result
    ? typeSchema(checker, result, node, "result")
    : { schema: null, notJson: [] };
  const args = type.getProperty("~args");
  const argsType = args && checker.getTypeOfSymbolAtLocation(args, node);
  const warnings = described.notJson.map(({ path, found: what }) =>
    diagnosticAt(
      node,
      "warning",
      90017,
      `What "${found.exportName}" returns is not JSON: ${path} is ${what}.`,
    ),
  );
  return {
    function: {
      ...found,
      result: described.schema,
      typedArgs: argsType ? typeSchema(checker, argsType, node, "args").schema : null,
      place: diagnosticAt(node, "error", 90021, ""),
    },
    warnings,
  };
}
