import ts from "typescript";

const mark = "plts-import-map:";

/**
 * The import map that a module carries in a comment: `// plts-import-map: {"<specifier>": "<target>"}`. What is no JSON
 * object of strings is no map.
 */
export function inlineImportMap(sourceFile: ts.SourceFile): ReadonlyMap<string, string> {
  const { text } = sourceFile;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    if (!isInComment(sourceFile, at)) continue;
    const entries = readEntries(jsonObject(text.slice(at + mark.length).trimStart()));
    return new Map(entries);
  }
  return new Map();
}

/** Comments are what lies before a token. */
function isInComment(sourceFile: ts.SourceFile, position: number): boolean {
  let node: ts.Node = sourceFile;
  for (;;) {
    const child: ts.Node | undefined = node
      .getChildren(sourceFile)
      .find(({ pos, end }) => pos <= position && position < end);
    if (!child) return ts.isJSDoc(node) || position < node.getStart(sourceFile);
    node = child;
  }
}

/** The object that a text begins with. */
function jsonObject(text: string): string {
  if (!text.startsWith("{")) return "";
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") depth += 1;
    if (token === "}") depth -= 1;
    if (depth === 0) return text.slice(0, index + token.length);
  }
  return "";
}

function readEntries(json: string): (readonly [string, string])[] {
  try {
    const entries = Object.entries(JSON.parse(json) as object) as [string, unknown][];
    const texts = entries.filter(
      (entry): entry is [string, string] => typeof entry[1] === "string",
    );
    return texts.length === entries.length ? texts : [];
  } catch {
    return [];
  }
}
