import { createRequire } from "node:module";

/** The parser as WebAssembly, before the package's own wrapping, which cannot start anew after a crash. */
export interface ParserInstance {
  /** All of its memory. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_scan(text: number): number;
  _wasm_free_string(text: number): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: "i32"): number;
}

/** Starts a parser. */
export async function createInstance(): Promise<ParserInstance> {
  // The package has no types for this file.
  const create = createRequire(import.meta.url)(
    "libpg-query/wasm/libpg-query.js",
  ) as () => Promise<ParserInstance>;
  return create();
}
