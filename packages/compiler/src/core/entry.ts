import ts from "typescript";
import type { Diagnostic } from "./diagnostic.js";
import type { ModuleProgram } from "./module-program.js";

/** What a module's default export is: what its wrapper says, or a function without one. */
export type EntryKind = "query" | "mutation" | "handler";

/** The entry point of a module, or why it has none. */
export type Entry =
  { readonly kind: EntryKind } | { readonly kind: null; readonly diagnostic: Diagnostic };

/** Looks at a module's default export, which is what runs. */
export function findEntry({ program, sourceFile }: ModuleProgram): Entry {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(sourceFile);
  const symbol = module && checker.tryGetMemberInModuleExports("default", module);
  if (!symbol) return noEntry("The module has no default export, which is the function that runs.");
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isValue = (target.flags & ts.SymbolFlags.Value) !== 0;
  const type = checker.getTypeOfSymbolAtLocation(target, sourceFile);
  if (isValue && (type.flags & ts.TypeFlags.Any) !== 0) return { kind: "handler" };
  if (!isValue || type.getCallSignatures().length === 0) {
    return noEntry("The module's default export is no function.");
  }
  return { kind: wrapperKind(checker, type, sourceFile) };
}

/** `query` and `mutation` mark what they return, in its type too. */
function wrapperKind(checker: ts.TypeChecker, type: ts.Type, at: ts.Node): EntryKind {
  const mark = type.getProperty("__stopgap_kind");
  const markType = mark && checker.getTypeOfSymbolAtLocation(mark, at);
  if (!markType?.isStringLiteral()) return "handler";
  return markType.value === "query" ? "query" : "mutation";
}

function noEntry(found: string): Entry {
  return {
    kind: null,
    diagnostic: {
      severity: "error",
      phase: "entry",
      code: 90001,
      message: `${found} Write \`export default query(...)\`, \`export default mutation(...)\`, or \`export default (ctx) => ...\`.`,
      line: null,
      column: null,
    },
  };
}
