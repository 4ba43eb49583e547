import type { Metafile } from "esbuild";
import ts from "typescript";
import type { NpmModules } from "./npm-modules.js";

/** A module that the database does not have, and the files that lead to it: the first one imports the next. */
export interface UnavailableModule {
  readonly specifier: string;
  /** Why there is none. */
  readonly reason: "node" | "missing" | "kind";
  readonly chain: readonly string[];
  /** Whether the code needs it as soon as it is loaded; else only when it comes to use it. */
  readonly isNeededAtOnce: boolean;
}

/** What stands in a bundle for a module that the database does not have. */
export interface Placeholder {
  readonly specifier: string;
  readonly reason: UnavailableModule["reason"];
}

/**
 * The modules that a bundle is without, as far as tree shaking has left code that asks for them.
 */
export function unavailableModules(
  { inputs, outputs }: Metafile,
  modules: NpmModules,
): readonly UnavailableModule[] {
  const included = new Set(Object.values(outputs).flatMap((output) => includedFiles(output)));
  const entry = Object.values(outputs).flatMap(({ entryPoint = [] }) => entryPoint);
  const edges = (path: string): readonly Edge[] =>
    (inputs[path]?.imports ?? []).map(({ path: target, kind, original = target }) => ({
      target,
      isEager: () =>
        kind === "import-statement" || isRequiredAtOnce(modules.sourceOf(path), original),
    }));
  const atOnce = chains(entry, (path) => edges(path).filter(({ isEager }) => isEager()));
  const atAll = chains(entry, edges);
  return [...modules.placeholders].flatMap(([path, { specifier, reason }]) => {
    const chain = atOnce.get(path) ?? atAll.get(path);
    if (!chain || !included.has(path)) return [];
    return { specifier, reason, chain: chain.slice(1, -1), isNeededAtOnce: atOnce.has(path) };
  });
}

/**
 * Tells what is missing, and who asks for it.
 *
 * @example
 * describeUnavailable(module); // `"node:crypto" does not exist in the database; a@1.0.0/index.js imports it`
 */
export function describeUnavailable({ specifier, reason, chain }: UnavailableModule): string {
  const why = {
    node: "does not exist in the database",
    missing: "is not installed",
    kind: "is no JavaScript",
  }[reason];
  const files = chain.map((path) => path.replace(/^npm:/, ""));
  const way = files.length > 1 ? ` (${files.join(" imports ")})` : "";
  return `"${specifier}" ${why}; ${files.at(-1) ?? "the package"} imports it${way}`;
}

interface Edge {
  readonly target: string;
  readonly isEager: () => boolean;
}

/** The modules that have left code in a bundle. */
export function includedFiles({ inputs }: Metafile["outputs"][string]): string[] {
  return Object.entries(inputs).flatMap(([path, { bytesInOutput }]) =>
    bytesInOutput > 0 ? path : [],
  );
}

/** The shortest way to each file. */
function chains(
  entries: readonly string[],
  edges: (path: string) => readonly Edge[],
): ReadonlyMap<string, readonly string[]> {
  const found = new Map(entries.map((path) => [path, [path] as readonly string[]]));
  for (const [path, chain] of found) {
    for (const { target } of edges(path)) {
      if (!found.has(target)) found.set(target, [...chain, target]);
    }
  }
  return found;
}

/** Whether CommonJS code calls `require` for a module outside of every function and `try`. */
function isRequiredAtOnce(source: string, specifier: string): boolean {
  const isRequired = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isTryStatement(node) && node.catchClause) {
      return (
        isRequired(node.catchClause) || (node.finallyBlock ? isRequired(node.finallyBlock) : false)
      );
    }
    if (isRequireOf(node, specifier)) return true;
    return ts.forEachChild(node, isRequired) ?? false;
  };
  return isRequired(ts.createSourceFile("/module.js", source, ts.ScriptTarget.ES2022));
}

function isRequireOf(node: ts.Node, specifier: string): boolean {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return false;
  const [argument] = node.arguments;
  return (
    node.expression.text === "require" &&
    argument !== undefined &&
    ts.isStringLiteralLike(argument) &&
    argument.text === specifier
  );
}
