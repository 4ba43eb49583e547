import { setImmediate } from "node:timers/promises";

import type { ParseResult, RawStmt } from "@pgsql/types";

import { createInstance, type ParserInstance } from "./parser-instance.js";

/** Why a text is not SQL, and where, as an index into it. */
export interface SyntaxProblem {
  readonly message: string;
  readonly index: number;
}

/** What a text was read as. */
export type ParsedSql =
  | { readonly ok: true; readonly statements: readonly RawStmt[] }
  | ({ readonly ok: false } & SyntaxProblem);

/** A token of SQL. */
export interface SqlToken {
  readonly text: string;
  readonly kind: "comment" | "keyword" | "identifier" | "other";
  /** Whether it is a keyword that is read as a name only in quotes. */
  readonly isReserved: boolean;
  /** Where it begins and ends, in bytes of UTF-8. */
  readonly start: number;
  readonly end: number;
}

/** The tokens of a text. */
export type ScannedSql =
  | { readonly ok: true; readonly tokens: readonly SqlToken[] }
  | ({ readonly ok: false } & SyntaxProblem);

/** Reads the statements of a text as PostgreSQL does. */
export async function parseSql(text: string): Promise<ParsedSql> {
  if (text.trim() === "") return { ok: true, statements: [] };
  return withParser(text, (parser, pointer) => {
    const result = parser._wasm_parse_query_raw(pointer);
    const error = parser.getValue(result + 8, "i32");
    const parsed: ParsedSql =
      error === 0
        ? { ok: true, statements: readStatements(parser, parser.getValue(result, "i32")) }
        : {
            ok: false,
            message: parser.UTF8ToString(parser.getValue(error, "i32")),
            index: indexOfCharacter(text, parser.getValue(error + 16, "i32") - 1),
          };
    parser._wasm_free_parse_result(result);
    return parsed;
  });
}

/** Reads the tokens of a text as PostgreSQL does. */
export async function scanSql(text: string): Promise<ScannedSql> {
  return withParser(text, (parser, pointer) => {
    const result = parser._wasm_scan(pointer);
    const answer = parser.UTF8ToString(result);
    parser._wasm_free_string(result);
    if (!answer.startsWith("{")) return { ok: false, message: answer, index: 0 };
    const { tokens } = readJson(answer) as { readonly tokens: readonly ScannedToken[] };
    return { ok: true, tokens: tokens.map(readToken) };
  });
}

/** How much memory a parser may keep when it has nothing to do, in bytes; it begins with 128 MiB. */
const mostMemory = 256 * 1024 * 1024;

let instance: Promise<ParserInstance> | undefined;

/**
 * Runs something with the parser. What is nested too deeply ends it with an error of the engine, after which its memory
 * is not to be trusted: the next call has a new one.
 */
async function withParser<Result>(
  text: string,
  run: (parser: ParserInstance, pointer: number) => Result,
): Promise<Result | ({ readonly ok: false } & SyntaxProblem)> {
  // The parser takes C strings, so it would not see what follows.
  const zero = text.indexOf("\0");
  if (zero >= 0) return { ok: false, message: "SQL cannot have a NUL character", index: zero };
  await letOthersRun();
  const parser = await soundParser();
  try {
    const bytes = parser.lengthBytesUTF8(text) + 1;
    const pointer = parser._malloc(bytes);
    if (pointer === 0) throw new RangeError("out of memory");
    parser.stringToUTF8(text, pointer, bytes);
    const result = run(parser, pointer);
    parser._free(pointer);
    // Its memory grows and never shrinks.
    if (parser.HEAPU8.byteLength > mostMemory) instance = undefined;
    return result;
  } catch {
    instance = undefined;
    return { ok: false, message: "too large or nested too deeply to be read", index: 0 };
  }
}

/** How long the parser keeps the process to itself, text by text, in milliseconds. */
const longestTurn = 10;
let turnBegan = 0;

/** A schema of thousands of files must not keep a server from its other work. */
async function letOthersRun(): Promise<void> {
  if (performance.now() - turnBegan < longestTurn) return;
  await setImmediate();
  turnBegan = performance.now();
}

async function soundParser(): Promise<ParserInstance> {
  for (;;) {
    const current = (instance ??= createInstance());
    const parser = await current;
    if (current === instance) return parser;
  }
}

function readStatements(parser: ParserInstance, pointer: number): readonly RawStmt[] {
  return (readJson(parser.UTF8ToString(pointer)) as ParseResult).stmts ?? [];
}

interface ScannedToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly tokenName: string;
  readonly keywordKind: number;
}

/** Keywords that name no type or table, by the parser's numbers: those of columns, and reserved ones. */
const reservedKinds: ReadonlySet<number> = new Set([2, 4]);

function readToken({ text, start, end, tokenName, keywordKind }: ScannedToken): SqlToken {
  const isComment = tokenName === "SQL_COMMENT" || tokenName === "C_COMMENT";
  const isKeyword = keywordKind !== 0;
  const isIdentifier = tokenName === "IDENT";
  return {
    text,
    start,
    end,
    kind: isComment ? "comment" : isKeyword ? "keyword" : isIdentifier ? "identifier" : "other",
    isReserved: reservedKinds.has(keywordKind),
  };
}

/** Reads the parser's JSON, which has control characters as they are. That is rare, and looking for them is not cheap. */
function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return JSON.parse(json.replace(/\p{Cc}/gu, escapeCharacter));
  }
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** PostgreSQL counts characters; JavaScript counts those beyond the basic plane twice. */
function indexOfCharacter(text: string, characters: number): number {
  let index = 0;
  for (let left = characters; left > 0 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}
