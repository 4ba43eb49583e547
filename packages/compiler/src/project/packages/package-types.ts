import { posix } from "node:path";
import ts from "typescript";
import type { Declarations } from "../../core/declarations.js";
import { type DeclarationProgram, declarationProgram } from "./declaration-program.js";
import { InstalledPackages } from "./installed-package.js";
import { reachableDeclarations } from "./reachable-declarations.js";

/** The types of packages that are installed in a folder, or above it. */
export class PackageTypes {
  readonly #packages = new InstalledPackages();
  readonly #program: DeclarationProgram;

  /**
   * @param specifiers packages, or entries of theirs such as `drizzle-orm/pg-core`
   * @param from the folder that resolves them
   */
  constructor(specifiers: readonly string[], from: string) {
    this.#program = declarationProgram(specifiers, from, this.#packages);
  }

  /** Whether there are declarations of what a specifier leads to. */
  has(specifier: string): boolean {
    return this.#program.entry(specifier)?.isDeclarationFile === true;
  }

  /** The values that a specifier exports, as far as its types, or the shape of its code, tell. */
  values(specifier: string): readonly string[] {
    const file = this.#program.entry(specifier);
    return file ? exportedValues(this.#program.program, file) : [];
  }

  /**
   * The declarations of some specifiers by path, relative to each other, without comments and without what no export rests
   * on. A specifier's own file is `<specifier>.d.ts`.
   */
  declarations(specifiers: readonly string[]): Declarations {
    const entries = specifiers.flatMap((specifier) => {
      const file = this.#program.entry(specifier);
      return file?.isDeclarationFile ? [[specifier, file] as const] : [];
    });
    return new DeclarationWriter(this.#program, this.#packages).write(new Map(entries));
  }
}

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** Writes the declarations that some files rest on, as files that need no resolution but of relative paths. */
class DeclarationWriter {
  readonly #program: DeclarationProgram;
  readonly #packages: InstalledPackages;
  readonly #hasContent = new Map<ts.SourceFile, boolean>();
  #reached: ReadonlySet<ts.Statement> = new Set();

  constructor(program: DeclarationProgram, packages: InstalledPackages) {
    this.#program = program;
    this.#packages = packages;
  }

  write(entries: ReadonlyMap<string, ts.SourceFile>): Declarations {
    this.#reached = reachableDeclarations(this.#program.program, [...entries.values()]);
    const files = new Map<string, string>();
    const pending = [...entries.values()];
    for (const file of pending) {
      const path = this.#path(file);
      if (files.has(path)) continue;
      files.set(path, this.#text(file, pending));
    }
    for (const [specifier, file] of entries) {
      const target = relativeImport(posix.dirname(specifier), this.#path(file));
      files.set(`${specifier}.d.ts`, reExport(this.#program.program, file, target));
    }
    return Object.fromEntries([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Every declaration file ends in `.d.ts`: what kind of modules a package has plays no part in the database. */
  #path(file: ts.SourceFile): string {
    return this.#packages
      .portablePath(file.fileName)
      .replace(/\.d\.([cm])ts$/, ".$1.d.ts")
      .replace(/\.d\.(\w+)\.ts$/, ".$1.d.ts");
  }

  /** Prints what counts of a file, and adds the files that it leads to. */
  #text(file: ts.SourceFile, pending: ts.SourceFile[]): string {
    const folder = posix.dirname(this.#path(file));
    const lead = (target: ts.SourceFile): string => {
      pending.push(target);
      return relativeImport(folder, this.#path(target));
    };
    const references = file.referencedFiles.flatMap(({ fileName }) => {
      const path = posix.join(posix.dirname(file.fileName), fileName);
      const target = this.#program.program.getSourceFile(path);
      if (!target) return [];
      return `/// <reference path="${lead(target).replace(/\.js$/, ".d.ts")}" />`;
    });
    const statements = file.statements
      .filter((statement) => this.#counts(statement, file))
      .map((statement) => this.#withPortableImports(statement, file, lead))
      .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, file));
    return [...references, ...statements, ""].join("\n");
  }

  #counts(statement: ts.Statement, file: ts.SourceFile): boolean {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) {
      return this.#reached.has(statement);
    }
    const target = this.#target(file, statement.moduleSpecifier);
    return target === undefined || this.#leadsToContent(target);
  }

  /** Whether a file, or one that it re-exports, has declarations that count. */
  #leadsToContent(file: ts.SourceFile): boolean {
    const known = this.#hasContent.get(file);
    if (known !== undefined) return known;
    // Files that re-export each other have no more than one of them has.
    this.#hasContent.set(file, false);
    const found = file.statements.some((statement) =>
      ts.isExportDeclaration(statement) && statement.moduleSpecifier
        ? this.#counts(statement, file)
        : this.#reached.has(statement),
    );
    this.#hasContent.set(file, found);
    return found;
  }

  #target(file: ts.SourceFile, specifier: ts.Expression): ts.SourceFile | undefined {
    const path = ts.isStringLiteral(specifier)
      ? this.#program.find(file.fileName, specifier.text)
      : undefined;
    return path === undefined ? undefined : this.#program.program.getSourceFile(path);
  }

  #withPortableImports(
    statement: ts.Statement,
    file: ts.SourceFile,
    lead: (target: ts.SourceFile) => string,
  ): ts.Node {
    const rewrite: ts.TransformerFactory<ts.Node> = (context) => {
      const visit = (node: ts.Node, parents: readonly ts.Node[]): ts.Node => {
        if (!ts.isStringLiteral(node) || !isModuleSpecifier(parents)) {
          return ts.visitEachChild(node, (child) => visit(child, [node, ...parents]), context);
        }
        const target = this.#target(file, node);
        return target ? context.factory.createStringLiteral(lead(target)) : node;
      };
      return (node) => visit(node, []);
    };
    const { transformed } = ts.transform<ts.Node>(statement, [rewrite]);
    return transformed[0] ?? statement;
  }
}

/**
 * How one declaration file imports another one.
 *
 * @example
 * relativeImport("a@1.0.0", "a@1.0.0/x/y.d.ts"); // "./x/y.js"
 */
function relativeImport(folder: string, path: string): string {
  const relative = posix.relative(folder, path).replace(/\.d\.ts$/, ".js");
  return relative.startsWith(".") ? relative : `./${relative}`;
}

/** The parents of a string, nearest first, where it names a module. */
function isModuleSpecifier([parent, above]: readonly ts.Node[]): boolean {
  return (
    parent !== undefined &&
    (ts.isImportDeclaration(parent) ||
      ts.isExportDeclaration(parent) ||
      ts.isExternalModuleReference(parent) ||
      ts.isModuleDeclaration(parent) ||
      (ts.isLiteralTypeNode(parent) && above !== undefined && ts.isImportTypeNode(above)))
  );
}

/** A file that exports all that another one does. */
function reExport(program: ts.Program, file: ts.SourceFile, target: string): string {
  const symbol = program.getTypeChecker().getSymbolAtLocation(file);
  const exported = symbol?.exports;
  const from = JSON.stringify(target);
  if (exported?.has(ts.InternalSymbolName.ExportEquals)) {
    return `import whole = require(${from});\nexport = whole;\n`;
  }
  const byName = exported?.has(ts.InternalSymbolName.Default)
    ? `export { default } from ${from};\n`
    : "";
  return `export * from ${from};\n${byName}`;
}

function exportedValues(program: ts.Program, file: ts.SourceFile): readonly string[] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(file);
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => isValue(checker, symbol))
    .map(({ name }) => name)
    .filter((name) => !notForImport.has(name))
    .sort();
}

/** What TypeScript and transpiled CommonJS keep among the exports. */
const notForImport = new Set(["export=", "prototype", "__esModule"]);

function isValue(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  return (target.flags & ts.SymbolFlags.Value) !== 0;
}
