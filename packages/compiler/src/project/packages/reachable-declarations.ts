import { posix } from "node:path";
import ts from "typescript";

/**
 * The statements of declaration files that the exports of some files rest on. A package's declarations are often several
 * times as long: a type check in the database would read them all.
 *
 * @param entries the declaration files whose exports count
 */
export function reachableDeclarations(
  program: ts.Program,
  entries: readonly ts.SourceFile[],
): ReadonlySet<ts.Statement> {
  const reached = new Reached(program);
  for (const entry of entries) reached.addModule(entry);
  reached.follow();
  return reached.statements;
}

class Reached {
  readonly statements = new Set<ts.Statement>();
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #symbols = new Set<ts.Symbol>();
  readonly #files = new Set<ts.SourceFile>();
  readonly #pending: ts.Node[] = [];

  constructor(program: ts.Program) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  addModule(file: ts.SourceFile): void {
    this.#addSymbol(this.#checker.getSymbolAtLocation(file));
  }

  follow(): void {
    for (let node = this.#pending.pop(); node; node = this.#pending.pop()) this.#look(node);
  }

  #look(node: ts.Node): void {
    if (ts.isIdentifier(node)) this.#addSymbol(this.#checker.getSymbolAtLocation(node));
    if (ts.isImportTypeNode(node) && !node.qualifier && ts.isLiteralTypeNode(node.argument)) {
      this.#addSymbol(this.#checker.getSymbolAtLocation(node.argument.literal));
    }
    ts.forEachChild(node, (child) => {
      this.#pending.push(child);
    });
  }

  #addSymbol(first: ts.Symbol | undefined): void {
    const symbols = [first];
    for (let symbol = symbols.pop(); symbol; symbol = symbols.pop()) {
      if (this.#symbols.has(symbol)) continue;
      this.#symbols.add(symbol);
      if (symbol.flags & ts.SymbolFlags.Alias) symbols.push(this.#checker.getAliasedSymbol(symbol));
      for (const declaration of symbol.declarations ?? []) {
        if (ts.isSourceFile(declaration)) {
          this.#addFile(declaration);
          symbols.push(...this.#checker.getExportsOfModule(symbol));
        } else {
          this.#addDeclaration(declaration);
        }
      }
    }
  }

  #addDeclaration(declaration: ts.Node): void {
    const file = declaration.getSourceFile();
    if (this.#program.isSourceFileDefaultLibrary(file)) return;
    const statement = statementOf(declaration);
    if (!statement || this.statements.has(statement)) return;
    this.#addFile(file);
    this.#addStatement(statement);
  }

  #addStatement(statement: ts.Statement): void {
    this.statements.add(statement);
    // Of an import or export only the names that somebody uses count, and these are followed one by one.
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) {
      this.#pending.push(statement);
    }
  }

  /** What a file says for others, or of itself as a whole, counts with any of its statements. */
  #addFile(file: ts.SourceFile): void {
    if (this.#files.has(file)) return;
    this.#files.add(file);
    for (const statement of file.statements) {
      if (isOfTheWholeFile(statement)) {
        this.#addStatement(statement);
      } else if (ts.isImportDeclaration(statement) && !statement.importClause) {
        this.#addStatement(statement);
        const module = this.#checker.getSymbolAtLocation(statement.moduleSpecifier);
        for (const imported of module?.declarations ?? []) {
          if (ts.isSourceFile(imported)) this.#addFile(imported);
        }
      }
    }
    for (const { fileName } of file.referencedFiles) {
      const path = posix.join(posix.dirname(file.fileName), fileName);
      const referenced = this.#program.getSourceFile(path);
      if (!referenced) continue;
      this.#files.add(referenced);
      for (const statement of referenced.statements) this.#addStatement(statement);
    }
  }
}

function statementOf(node: ts.Node): ts.Statement | undefined {
  let current = node;
  while (!ts.isSourceFile(current.parent)) current = current.parent;
  return current as ts.Statement;
}

/** `export { ... }`, `export =`, `declare global` and `declare module "..."`. */
function isOfTheWholeFile(statement: ts.Statement): boolean {
  return (
    ts.isExportDeclaration(statement) ||
    (ts.isExportAssignment(statement) && statement.isExportEquals === true) ||
    (ts.isModuleDeclaration(statement) &&
      (ts.isStringLiteral(statement.name) ||
        (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0))
  );
}
