import ts from "typescript";
import { loadDeclarations } from "../../load-declarations.js";

/** Where TypeScript finds the language's library. No such folder exists. */
export const libraryFolder = "/stopgap-library";

/** What modules in the database have by themselves, the same as for functions that are written in SQL. */
export class LibraryDeclarations {
  readonly #parsed = new Map<string, ts.SourceFile>();
  readonly #texts: ReadonlyMap<string, string>;

  constructor() {
    this.#texts = new Map(
      Object.entries(loadDeclarations()).flatMap(([path, text]) =>
        path.startsWith("/lib/") ? [[path.replace("/lib", libraryFolder), text]] : [],
      ),
    );
  }

  /** Whether a path is one of the library's, existing or not. */
  has(path: string): boolean {
    return path.startsWith(`${libraryFolder}/`);
  }

  /** A file of the library. What the database does not have, such as the DOM, which packages may ask for, is empty. */
  file(path: string): ts.SourceFile {
    const known = this.#parsed.get(path);
    if (known) return known;
    const parsed = ts.createSourceFile(path, this.#texts.get(path) ?? "", ts.ScriptTarget.ES2022);
    const versioned = Object.assign(parsed, { version: "library" });
    this.#parsed.set(path, versioned);
    return versioned;
  }
}
