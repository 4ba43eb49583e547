import ts from "typescript";
import type { HandlerOptionTypes } from "../../core/handler-option-types.js";
import { readHandlerType } from "../../core/handler-type.js";
import { diagnosticAt, diagnosticOf } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";
import type { ProjectFunction } from "../project-bundle.js";
import { exportNameProblem, modulePath } from "./function-path.js";
import { type ModuleExport, moduleExports } from "./module-exports.js";

/** A function of a project before its contract is known. */
export interface FoundFunction extends Omit<ProjectFunction, "args" | "result"> {
  readonly type: ts.Type;
  /** What of its module exports it. */
  readonly node: ts.Node;
}

/** What a module holds. */
export interface ModuleFunctions {
  readonly functions: readonly FoundFunction[];
  readonly diagnostics: readonly ProjectDiagnostic[];
}

/**
 * The functions of a module: its exports that a wrapper made, by their types.
 *
 * @param file relative to the project's folder, with `/`
 */
export function moduleFunctions(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
  file: string,
): ModuleFunctions {
  const found = moduleExports(checker, sourceFile).map((one) =>
    readExport(checker, sourceFile, file, one),
  );
  const functions = found.flatMap((one) => ("type" in one ? one : []));
  const refused = found.flatMap((one) => ("refusal" in one ? one.refusal : []));
  const path = modulePath(file);
  if (path.path !== null || found.every((one) => "isNone" in one)) {
    return { functions, diagnostics: refused };
  }
  return {
    functions: [],
    diagnostics: [diagnosticOf(sourceFile.fileName, "error", 90011, path.message), ...refused],
  };
}

type Found = FoundFunction | { readonly refusal: ProjectDiagnostic } | { readonly isNone: true };

function readExport(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
  file: string,
  { name, symbol, node }: ModuleExport,
): Found {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const type = checker.getTypeOfSymbolAtLocation(target, sourceFile);
  const refuse = (code: number, message: string): Found => ({
    refusal: diagnosticAt(node, "error", code, message),
  });
  const handler = readHandlerType(checker, type, sourceFile);
  if (handler.is === "other" || handler.is === "plain") return { isNone: true };
  if (name === "default") {
    return refuse(
      90013,
      `A default export has no name to be called by: write \`export const ${suggestedName(file)} = ...\`.`,
    );
  }
  if (handler.is === "open") {
    const subject = handler.what === "kind" ? `The type of "${name}" ` : "";
    return refuse(90014, subject + handler.message);
  }
  const problem = exportNameProblem(name);
  if (problem !== undefined) return refuse(90012, problem);
  const modulePathOf = modulePath(file).path ?? "";
  const path = `${modulePathOf}.${name}`;
  const { kind, roles, definer } = handler satisfies HandlerOptionTypes;
  const isQuery = kind === "query" || kind === "internalQuery";
  return {
    path,
    modulePath: modulePathOf,
    exportName: name,
    file,
    kind,
    roles,
    definer,
    idempotent: isQuery || handler.isIdempotent,
    ...docOf(checker, target),
    type,
    node,
  };
}

function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): Pick<ProjectFunction, "doc"> {
  const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker)).trim();
  return doc === "" ? {} : { doc };
}

/** A name for what has none: that of its file, where it is one. */
function suggestedName(file: string): string {
  const name = file.replace(/\.ts$/, "").split("/").at(-1) ?? "";
  return name !== "index" && /^[A-Za-z][A-Za-z0-9_]*$/.test(name) ? name : "run";
}
