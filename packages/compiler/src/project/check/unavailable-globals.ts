import ts from "typescript";
import { diagnosticAt } from "../diagnostic-at.js";
import type { ProjectDiagnostic } from "../project-diagnostic.js";

const timers = "A call runs to its end at once";

/** What to do without. */
const advice: Readonly<Record<string, string>> = {
  Buffer: "Use Uint8Array",
  __dirname: "There are no files",
  __filename: "There are no files",
  crypto: "Ask PostgreSQL, as in `select gen_random_uuid()`",
  fetch: "Fetch where the function is called, and pass what comes back",
  performance: "Ask PostgreSQL, as in `select clock_timestamp()`",
  process: "Settings come as arguments, or from a table",
  queueMicrotask: "Use `await` or `Promise.resolve().then(...)`",
  require: "Use `import`",
  setImmediate: timers,
  setInterval: timers,
  setTimeout: timers,
  structuredClone: "Copy what is needed, or use `JSON.parse(JSON.stringify(...))`",
};

/** Names of other places that code is written for. */
const elsewhere = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...Object.keys(advice),
  ..."Bun Deno XMLHttpRequest alert clearImmediate document exports global localStorage location module navigator self".split(
    " ",
  ),
  ..."sessionStorage window".split(" "),
]);

/** What TypeScript says of a name that it does not find, also with advice to install Node's types or to add the DOM's. */
const notFound = new Set([
  2304, 2318, 2503, 2552, 2580, 2581, 2582, 2583, 2584, 2591, 2592, 2593, 2867, 2868,
]);

/** What TypeScript says of a name that the database does not have, said better; undefined for everything else. */
export function unavailableGlobal(diagnostic: ts.Diagnostic): ProjectDiagnostic | undefined {
  const { code, file, start } = diagnostic;
  if (!notFound.has(code) || !file || start === undefined) return undefined;
  const node = identifierAt(file, start);
  return node && elsewhere.has(node.text) ? refusal(node) : undefined;
}

/** Names of the language that the database does not have. */
const withheld = new Set(["Atomics", "Function", "SharedArrayBuffer", "eval"]);

/** An error for each use of a name that is the language's own and still not there. */
export function withheldGlobals(
  checker: ts.TypeChecker,
  sourceFile: ts.SourceFile,
  isLibrary: (file: ts.SourceFile) => boolean,
): readonly ProjectDiagnostic[] {
  const found: ProjectDiagnostic[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isIdentifier(node) && withheld.has(node.text) && isUsed(node)) {
      const symbol = checker.getSymbolAtLocation(node);
      if (symbol?.declarations?.every((one) => isLibrary(one.getSourceFile())) === true) {
        found.push(refusal(node));
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

/** `Function` may stand where nothing is made of text: `x instanceof Function`. */
function isUsed(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (node.text !== "Function") return true;
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === node;
}

function refusal(node: ts.Identifier): ProjectDiagnostic {
  const instead = Object.hasOwn(advice, node.text) ? ` ${String(advice[node.text])}.` : "";
  return diagnosticAt(
    node,
    "error",
    90016,
    `"${node.text}" does not exist in the database.${instead}`,
  );
}

function identifierAt(file: ts.SourceFile, start: number): ts.Identifier | undefined {
  const find = (node: ts.Node): ts.Identifier | undefined => {
    if (start < node.getFullStart() || start >= node.getEnd()) return undefined;
    if (ts.isIdentifier(node)) return node.getStart(file) === start ? node : undefined;
    return ts.forEachChild(node, find);
  };
  return find(file);
}
