import type { SqlInput } from "@stopgap/runtime";

/** A statement's text and parameters, whatever they were given as. */
export interface SqlCall {
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** Reads the first two arguments of `db.query` and `db.exec`; explicit parameters win. */
export function readSqlInput(method: string, input: SqlInput, params: unknown): SqlCall {
  if (typeof input === "string") return { sql: input, params: paramsOf(method, params) };
  const { sql, params: own } = builtStatement(method, input);
  return { sql, params: paramsOf(method, params ?? own) };
}

function paramsOf(method: string, params: unknown): readonly unknown[] {
  if (params === undefined || params === null) return [];
  if (!Array.isArray(params)) throw new TypeError(`db.${method} params must be an array`);
  return params;
}

/**
 * Parameters as an array without code of its own: one whose `map` is replaced would write its own text into the statement.
 *
 * @param length how many there are; asked once, because what was asked again could answer otherwise
 */
export function copiedParams(params: readonly unknown[], length: number): readonly unknown[] {
  const own: unknown[] = [];
  for (let index = 0; index < length; index += 1) own[index] = params[index];
  return own;
}

interface Loose {
  readonly sql?: unknown;
  readonly params?: unknown;
  readonly parameters?: unknown;
  toSQL?: unknown;
  compile?: unknown;
}

function builtStatement(
  method: string,
  input: unknown,
): { readonly sql: string; readonly params: unknown } {
  if (typeof input === "object" && input !== null) {
    const loose = input as Loose;
    const built = call(loose, loose.toSQL) ?? call(loose, loose.compile) ?? loose;
    if (typeof built.sql === "string") {
      return { sql: built.sql, params: built.params ?? built.parameters };
    }
  }
  throw new TypeError(
    `db.${method} expects SQL input as string, { sql, params }, or object with toSQL() or compile()`,
  );
}

function call(self: Loose, method: unknown): Loose | undefined {
  return typeof method === "function" ? (Reflect.apply(method, self, []) as Loose) : undefined;
}
