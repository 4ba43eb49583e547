import type { SourceFile } from "../source/schema-source.js";
import type { DeclaredExtension } from "./declared-schema.js";
import type { Problems } from "../problems.js";

/** The extensions: a file each, with `-- version:` and `-- schema:` as directives. Nothing else in it counts. */
export function parseExtensions(
  files: readonly SourceFile[],
  problems: Problems,
): readonly DeclaredExtension[] {
  const extensions = new Map<string, DeclaredExtension>();
  for (const { path, text } of files) {
    const file = `extensions/${path}`;
    const name = path.slice(0, path.lastIndexOf("."));
    const other = extensions.get(name);
    if (name === "" || other !== undefined) {
      const message =
        other === undefined
          ? "an extension has no name; the file's name is the extension's"
          : `extension ${name} is declared in ${other.file} too`;
      problems.add({ file, line: 1, column: 1, message });
      continue;
    }
    const version = directive(text, "version");
    extensions.set(name, { file, line: 1, name, version, schema: directive(text, "schema") });
  }
  return [...extensions.values()];
}

/** What a comment line says, such as `-- version: 1.6`; the last one counts. */
function directive(text: string, key: string): string | null {
  const start = `${key}:`;
  const values = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("--"))
    .map((line) => line.slice(2).trim())
    .filter((comment) => comment.startsWith(start))
    .map((comment) => comment.slice(start.length).trim());
  return values.findLast((value) => value !== "") ?? null;
}
