import type { Node } from "@pgsql/types";

import { isModule } from "../source/place-file.js";
import type { SchemaFolder, SchemaSource, SourceFile } from "../source/schema-source.js";
import type { DeclaredStatement } from "./declared-schema.js";
import type { Problems } from "../problems.js";
import { parseSql } from "./sql-parser.js";

/** A statement with its tree. */
export interface ParsedStatement extends DeclaredStatement {
  readonly column: number;
  readonly tree: Node;
}

/** The statements of a file; none where it has a syntax error, which is added to the problems. */
export async function parseStatements(
  file: SourceFile,
  problems: Problems,
): Promise<readonly ParsedStatement[]> {
  const name = `${file.folder}/${file.path}`;
  const parsed = await parseSql(file.text);
  if (!parsed.ok) {
    problems.add({ file: name, ...placeOf(file.text, parsed.index), message: parsed.message });
    return [];
  }
  const bytes = Buffer.from(file.text);
  const statements: ParsedStatement[] = [];
  const position = new Position();
  for (const { stmt, stmt_location: start = 0, stmt_len: length } of parsed.statements) {
    if (stmt === undefined) continue;
    const end = length === undefined ? bytes.length : start + length;
    position.advance(bytes.subarray(position.offset, start));
    const text = bytes.subarray(start, end).toString("utf8").trimEnd();
    const { line, column } = position;
    statements.push({ file: name, line, column, text, tree: stmt });
  }
  return statements;
}

/** The statements of a folder's SQL, file by file. */
export async function parseFolder(
  source: SchemaSource,
  folder: SchemaFolder,
  problems: Problems,
): Promise<readonly ParsedStatement[]> {
  const files = source.files.filter((file) => file.folder === folder && !isModule(file));
  const statements: ParsedStatement[] = [];
  for (const file of files) {
    for (const statement of await parseStatements(file, problems)) statements.push(statement);
  }
  return statements;
}

/** The statement alone, as others see it. */
export function declaredStatement({ file, line, text }: ParsedStatement): DeclaredStatement {
  return { file, line, text };
}

/** Line and column of an index into a text; the first are 1. */
export function placeOf(
  text: string,
  index: number,
): { readonly line: number; readonly column: number } {
  const position = new Position();
  position.advance(Buffer.from(text.slice(0, index)));
  return { line: position.line, column: position.column };
}

/** How far a text was read. */
class Position {
  offset = 0;
  line = 1;
  column = 1;

  advance(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (byte === 0x0a) {
        this.line += 1;
        this.column = 1;
      } else if ((byte & 0xc0) !== 0x80) {
        this.column += 1;
      }
    }
    this.offset += bytes.length;
  }
}
