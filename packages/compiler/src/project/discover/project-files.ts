import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The files that a project begins with, relative to its folder, with `/`, sorted. What they import belongs to it as well. */
export interface ProjectFiles {
  /** Those whose exports can be functions. */
  readonly modules: readonly string[];
  /** Declarations, which need no import to count. */
  readonly declarations: readonly string[];
}

/**
 * Lists a project's folder. A name that begins with `_`, of a file or of a folder, says that there are no functions in it.
 * Tests run in Node, and what is generated runs in the caller.
 */
export function listProjectFiles(folder: string): ProjectFiles {
  const files = filesBelow(folder, "").sort();
  return {
    modules: files.filter((file) => !isDeclaration(file) && !isPrivate(file)),
    declarations: files.filter(isDeclaration),
  };
}

function isDeclaration(file: string): boolean {
  return file.endsWith(".d.ts");
}

function isPrivate(file: string): boolean {
  return file.split("/").some((name) => name.startsWith("_"));
}

const foldersLeftOut = new Set(["_generated", "__tests__", "node_modules", "test"]);

const testFile = /\.(?:test|spec|test-d)\.ts$/;

function filesBelow(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
    const path = `${prefix}${entry.name}`;
    if (entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) {
      return foldersLeftOut.has(entry.name) ? [] : filesBelow(folder, `${path}/`);
    }
    return entry.name.endsWith(".ts") && !testFile.test(entry.name) ? [path] : [];
  });
}
