import type { DeclaredFunction } from "../declared/declared-schema.js";
import type { Session } from "../session.js";
import { sqlText } from "../sql/sql-text.js";

/** What PostgreSQL has under the name and argument types of a declared function. */
export interface FoundFunction {
  readonly oid: string;
  /** Such as `total(integer)`. */
  readonly identity: string;
  /** With the names of its parameters. */
  readonly signature: string;
  readonly paramTypes: readonly string[];
  readonly returnType: string;
}

/** Those of the declared functions that the database has, by function. */
export async function findFunctions(
  session: Session,
  functions: readonly DeclaredFunction[],
): Promise<ReadonlyMap<DeclaredFunction, FoundFunction>> {
  if (functions.length === 0) return new Map();
  const { rows } = await session.query(sqlText("queries/find-functions.sql"), [
    JSON.stringify(functions.map(({ name, argumentTypes }) => ({ ...name, types: argumentTypes }))),
  ]);
  return new Map(
    rows.flatMap((row) => {
      const declared = functions[Number(row["index"]) - 1];
      const found: FoundFunction = {
        oid: String(row["oid"]),
        identity: String(row["identity"]),
        signature: String(row["signature"]),
        paramTypes: row["param_types"] as readonly string[],
        returnType: String(row["return_type"]),
      };
      return declared === undefined ? [] : [[declared, found] as const];
    }),
  );
}
