import pg from "pg";

import type { Outcome } from "../output/outcome.js";
import { formatRows } from "./format-rows.js";

const { builtins } = pg.types;
const numbers: readonly number[] = [
  builtins.INT2,
  builtins.INT4,
  builtins.INT8,
  builtins.FLOAT4,
  builtins.FLOAT8,
  builtins.NUMERIC,
];

/** Values as PostgreSQL writes them. */
const types: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

/**
 * Runs one statement, and tells what it printed in the manner of psql: rows, nothing for a statement without rows, or the
 * error with its hint.
 */
export async function runStatement(client: pg.ClientBase, sql: string): Promise<Outcome> {
  try {
    const { fields, rows } = await client.query<(string | null)[]>({
      text: sql,
      rowMode: "array",
      types,
    });
    const columns = fields.map(({ name, dataTypeID: type }) => ({
      name,
      align: numbers.includes(type) ? ("right" as const) : ("left" as const),
    }));
    return { failed: false, output: fields.length === 0 ? "" : formatRows(columns, rows) };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { message, hint } = error;
    const lines = [`ERROR:  ${message}`, ...(hint === undefined ? [] : [`HINT:  ${hint}`])];
    return { failed: true, output: lines.join("\n") };
  }
}
