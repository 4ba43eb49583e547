import type { SqlInput } from "@stopgap/runtime";
import { KernelError } from "../errors/kernel-error.js";
import type { Settings } from "../limits/settings.js";
import { parseJson } from "../value/parse-json.js";
import { copiedParams, readSqlInput, type SqlCall } from "./sql-input.js";

const limitExceeded = "54000";

/**
 * Reads a statement's input and holds it to the limits.
 *
 * @throws {TypeError} where the input is none
 * @throws {KernelError} 54000 beyond a limit
 */
export function readLimitedCall(
  method: string,
  input: SqlInput,
  given: unknown,
  { maxSqlBytes, maxParams }: Settings,
): SqlCall {
  const { sql, params } = readSqlInput(method, input, given);
  if (exceedsBytes(sql, maxSqlBytes)) {
    throw new KernelError(
      limitExceeded,
      `db.${method} SQL text exceeds ${String(maxSqlBytes)} bytes; increase plts.max_sql_bytes for larger statements`,
    );
  }
  const { length } = params;
  if (length > maxParams) {
    throw new KernelError(
      limitExceeded,
      `db.${method} parameter count (${String(length)}) exceeds ${String(maxParams)}; increase plts.max_params to allow more bound parameters`,
    );
  }
  return { sql, params: copiedParams(params, length) };
}

/**
 * The rows that PostgreSQL wrote as JSON, held to the limit.
 *
 * @throws {KernelError} 54000 where there are more
 */
export function readLimitedRows(
  method: string,
  text: string | null,
  { maxQueryRows }: Settings,
): unknown[] {
  const rows = text === null ? [] : (parseJson(text) as unknown[]);
  if (rows.length > maxQueryRows) {
    throw new KernelError(
      limitExceeded,
      `db.${method} returned more than ${String(maxQueryRows)} rows; increase plts.max_query_rows if this result set is expected`,
    );
  }
  return rows;
}

/** Whether a text is longer in UTF-8; texts that are clearly shorter are not measured. */
function exceedsBytes(text: string, limit: number): boolean {
  if (text.length * 3 <= limit) return false;
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes > limit;
}
