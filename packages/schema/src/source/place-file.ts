import { schemaFolders, type SchemaFolder, type SourceFile } from "./schema-source.js";

/** Where a path of a schema belongs, or why it belongs nowhere. */
export type Placed =
  | { readonly folder: SchemaFolder; readonly path: string }
  | { readonly folder: undefined; readonly reason: string };

const sqlEndings = [".sql", ".pssql", ".pgsql"];
const moduleEndings = [".ts", ".mts", ".js", ".mjs", ".json"];

/**
 * Finds the place of a file.
 *
 * @param path - Its path below the schema, with `/`.
 */
export function placeFile(path: string): Placed {
  const [top = "", ...rest] = path.split("/");
  const folder = schemaFolders.find((name) => name === top);
  if (folder === undefined || rest.length === 0) {
    return { folder: undefined, reason: "in no folder of a schema" };
  }
  if (rest.some((part) => part.startsWith("."))) return { folder: undefined, reason: "hidden" };
  const below = rest.join("/");
  if (isModule({ folder, path })) return { folder, path: below };
  const ending = endingOf(path);
  const isSql = sqlEndings.includes(ending) || (folder === "extensions" && ending === ".txt");
  if (!isSql) return { folder: undefined, reason: "no file of a schema" };
  if (rest.length > 1) return { folder: undefined, reason: "SQL lies directly in its folder" };
  return { folder, path: below };
}

/** Whether a file is a TypeScript module, or may lie beside one. */
export function isModule({ folder, path }: Pick<SourceFile, "folder" | "path">): boolean {
  return folder === "functions" && moduleEndings.includes(endingOf(path));
}

function endingOf(path: string): string {
  return /\.[^./]*$/.exec(path)?.[0] ?? "";
}
