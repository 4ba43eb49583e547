import { SchemaError } from "../errors.js";
import { schemaFolders } from "./schema-source.js";

/**
 * The folder of an archive in which the schema lies: `postgresql/`, the archive itself, or one of them in a folder that
 * wraps all.
 *
 * @param paths - Of all files and folders.
 * @returns What the schema's paths begin with, empty or with a slash at its end.
 * @throws {@link SchemaError} `not_a_schema` where there is none, or more than one.
 */
export function archiveRoot(paths: Iterable<string>): string {
  const folders = new Set<string>();
  for (const path of paths) {
    const [top = "", second = ""] = path.split("/");
    if (isSchemaFolder(top)) folders.add("");
    if (top === "postgresql") folders.add("postgresql/");
    else if (second === "postgresql") folders.add(`${top}/postgresql/`);
    else if (isSchemaFolder(second) && !isSchemaFolder(top)) folders.add(`${top}/`);
  }
  if (folders.has("postgresql/")) return "postgresql/";
  if (folders.has("")) return "";
  const wrapped = [...folders].filter((folder) => folder.endsWith("/postgresql/"));
  const [found, ...others] = wrapped.length > 0 ? wrapped : folders;
  if (found === undefined) {
    const wanted = schemaFolders.map((name) => `${name}/`).join(", ");
    throw new SchemaError(
      "not_a_schema",
      `the archive has no folder postgresql/, and none of a schema: ${wanted}`,
    );
  }
  if (others.length > 0) {
    const all = [found, ...others].sort().join(", ");
    throw new SchemaError("not_a_schema", `the archive has more than one schema: ${all}`);
  }
  return found;
}

function isSchemaFolder(name: string): boolean {
  return schemaFolders.some((folder) => folder === name);
}
