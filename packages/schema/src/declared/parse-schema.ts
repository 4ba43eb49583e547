import { separateLate } from "../order/late-statements.js";
import { isModule } from "../source/place-file.js";
import {
  compareText,
  type SchemaFolder,
  type SchemaSource,
  type SourceFile,
} from "../source/schema-source.js";
import type { DeclaredSchema } from "./declared-schema.js";
import { groupBy } from "./group-by.js";
import { parseExtensions } from "./parse-extensions.js";
import { parseFunctions } from "./parse-functions.js";
import { parseMigrations } from "./parse-migrations.js";
import { parseSeeds } from "./parse-seeds.js";
import { parseTables } from "./parse-tables.js";
import { parseTypes } from "./parse-types.js";
import { declaredStatement, parseFolder, type ParsedStatement } from "./parsed-statement.js";
import { uncomparedNotes } from "./uncompared.js";
import { Problems } from "../problems.js";

/**
 * Reads the files of a schema as PostgreSQL does, and finds the order in which they run.
 *
 * @param source - The files, of `readSchemaFolder` or `readSchemaArchive`.
 * @throws {@link SchemaError} `invalid_file` with everything that is wrong with all files; `cycle` where tables, types
 * or migrations wait for each other.
 * @example
 * const declared = await parseSchema(await readSchemaFolder("./src/postgresql"));
 * declared.tables.map(({ name }) => name.name); // ["users", "posts", "comments"]
 */
export async function parseSchema(source: SchemaSource): Promise<DeclaredSchema> {
  const problems = new Problems();
  const files = filesByFolder(source);
  const explicit: string[] = [];
  const read = async (folder: SchemaFolder): Promise<readonly ParsedStatement[]> => {
    const statements = await parseFolder(source, folder, problems);
    return statements.filter((statement) => !takeSchema(statement, explicit, problems));
  };
  const extensions = parseExtensions(files("extensions"), problems);
  const ofTypes = await read("types");
  const types = await parseTypes(ofTypes, problems);
  const ofTables = await read("tables");
  const { tables, ordered } = await parseTables(ofTables, problems);
  const migrations = await parseMigrations(files("migrations"), problems);
  const functions = await parseFunctions(await read("functions"), problems);
  const seeds = parseSeeds(await read("seeders"), tables, problems);
  problems.throwIfAny();
  const { early, late } = separateLate(ordered, functions);
  const used = [...types, ...tables, ...functions].map(({ name }) => name.schema);
  return {
    checksum: source.checksum,
    extensions,
    schemas: schemaNames([...explicit, ...used]),
    types,
    tables,
    tableStatements: early.map(({ statement }) => declaredStatement(statement)),
    lateStatements: late.map(({ statement }) => declaredStatement(statement)),
    migrations,
    functions,
    modules: files("functions").filter(isModule),
    seeds,
    notes: uncomparedNotes([...ofTypes, ...ofTables]),
  };
}

function filesByFolder(source: SchemaSource): (folder: SchemaFolder) => readonly SourceFile[] {
  const byFolder = groupBy(source.files, ({ folder }) => folder);
  return (folder) => byFolder.get(folder) ?? [];
}

/** Takes a plain `create schema` out of the statements: schemas are made before anything that lies in them. */
function takeSchema(statement: ParsedStatement, schemas: string[], problems: Problems): boolean {
  if (!("CreateSchemaStmt" in statement.tree)) return false;
  const { schemaname, authrole, schemaElts = [] } = statement.tree.CreateSchemaStmt;
  if (schemaname !== undefined && authrole === undefined && schemaElts.length === 0) {
    schemas.push(schemaname);
  } else {
    const message = "a schema is declared by its name alone, and belongs to who applies it";
    problems.add({ ...statement, message });
  }
  return true;
}

function schemaNames(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => name !== "public").sort(compareText);
}
