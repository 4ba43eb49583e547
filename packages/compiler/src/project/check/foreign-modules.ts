import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import ts from "typescript";
import { diagnosticAt, diagnosticOf } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";

const code = 90023;

/**
 * What the modules of somebody else ask for that is not theirs. They may come from anywhere, so that nothing is read for them but their own
 * files: neither by an import, nor by what says where imports lead.
 *
 * @param folder holds all of the modules, absolute
 */
export function foreignProblems(folder: string): readonly ProjectDiagnostic[] {
  return filesBelow(folder).flatMap((file) => {
    if (/(?:^|\/)(?:package|tsconfig[^/]*|jsconfig)\.json$/i.test(file)) {
      return [refusal(file, "says where imports lead, which is settled here: leave it out")];
    }
    if (!/\.[cm]?[jt]s$/.test(file)) {
      return file.endsWith(".json") ? [] : [refusal(file, "is neither TypeScript nor JSON")];
    }
    const source = ts.createSourceFile(
      file,
      readFileSync(file, "utf8"),
      ts.ScriptTarget.ES2022,
      true,
    );
    return [...referenceProblems(source), ...importProblems(source, folder)];
  });
}

function refusal(file: string, what: string): ProjectDiagnostic {
  return diagnosticOf(file, "error", code, `${file.split("/").at(-1) ?? ""} ${what}.`);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}

function referenceProblems(source: ts.SourceFile): readonly ProjectDiagnostic[] {
  const references = [
    ...source.referencedFiles,
    ...source.typeReferenceDirectives,
    ...source.libReferenceDirectives,
  ];
  if (references.length === 0) return [];
  const message = "`/// <reference>` leads out of these modules: import what it names.";
  return [diagnosticOf(source.fileName, "error", code, message)];
}

function importProblems(source: ts.SourceFile, folder: string): readonly ProjectDiagnostic[] {
  const found: ProjectDiagnostic[] = [];
  const visit = (node: ts.Node): void => {
    const problem = problemOf(node, source.fileName, folder);
    if (problem !== undefined) found.push(diagnosticAt(node, "error", code, problem));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function problemOf(node: ts.Node, file: string, folder: string): string | undefined {
  const asked = askedFor(node);
  if (asked === undefined) return undefined;
  if (asked === "require") return "Modules import: there is no `require`.";
  if (!ts.isStringLiteralLike(asked)) {
    return "Cannot import what is only known when the code runs: write the specifier as a string.";
  }
  return specifierProblem(asked.text, file, folder);
}

/** What names the module that a node asks for; undefined where it asks for none. */
function askedFor(node: ts.Node): ts.Node | "require" | undefined {
  if (ts.isImportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) {
    return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument;
  }
  if (ts.isModuleDeclaration(node) && ts.isStringLiteral(node.name)) return node.name;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    return node.arguments[0] ?? node;
  }
  return ts.isIdentifier(node) && node.text === "require" && !isMemberName(node)
    ? "require"
    : undefined;
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) ||
      ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent)) &&
    parent.name === node
  );
}

function specifierProblem(specifier: string, file: string, folder: string): string | undefined {
  if (specifier === "@stopgap/runtime") return undefined;
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) {
    return `Cannot import "${specifier}": these modules can import "@stopgap/runtime" and each other. Bundle a package into a module of yours.`;
  }
  const target = resolve(dirname(file), specifier);
  return target === folder || target.startsWith(`${folder}${sep}`)
    ? undefined
    : `Cannot import "${specifier}": it leads out of the folder.`;
}
