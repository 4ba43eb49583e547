import ts from "typescript";

/** A value that a module exports. */
export interface ModuleExport {
  readonly name: string;
  readonly symbol: ts.Symbol;
  /** What of the module exports it: for `export *` that statement. */
  readonly node: ts.Node;
}

/** The values that a module exports, also those of other modules, in the order of their names. Types are left out. */
export function moduleExports(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
): readonly ModuleExport[] {
  const module = checker.getSymbolAtLocation(sourceFile);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .flatMap((symbol) => {
      const node = exportingNode(checker, sourceFile, symbol);
      return node && isValue(checker, symbol) ? [{ name: symbol.name, symbol, node }] : [];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isValue(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  if ((symbol.flags & ts.SymbolFlags.Alias) === 0)
    return (symbol.flags & ts.SymbolFlags.Value) !== 0;
  if (isTypeOnly(checker, symbol)) return false;
  return (checker.getAliasedSymbol(symbol).flags & ts.SymbolFlags.Value) !== 0;
}

/** Whether one of the ways from an export to what it stands for is for types only. */
function isTypeOnly(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    if (ts.isTypeOnlyImportOrExportDeclaration(declaration)) return true;
    if (!ts.isExportSpecifier(declaration) || declaration.parent.parent.moduleSpecifier)
      return false;
    const local = checker.getExportSpecifierLocalTargetSymbol(declaration);
    return local !== undefined && isTypeOnly(checker, local);
  });
}

/** Undefined where only `export type *` leads to the symbol. */
function exportingNode(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
  symbol: ts.Symbol,
): ts.Node | undefined {
  const own = symbol.declarations?.find(
    (declaration) => declaration.getSourceFile() === sourceFile,
  );
  if (own) return ts.getNameOfDeclaration(own) ?? own;
  return sourceFile.statements.find(
    (statement) =>
      ts.isExportDeclaration(statement) &&
      !statement.exportClause &&
      !statement.isTypeOnly &&
      exportsOf(checker, statement).includes(symbol),
  );
}

function exportsOf(checker: ts.TypeChecker, statement: ts.ExportDeclaration): readonly ts.Symbol[] {
  const { moduleSpecifier } = statement;
  const module = moduleSpecifier && checker.getSymbolAtLocation(moduleSpecifier);
  return module ? checker.getExportsOfModule(module) : [];
}
