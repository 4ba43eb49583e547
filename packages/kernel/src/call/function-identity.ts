import type { FunctionInfo } from "@stopgap/runtime";
import type { SqlRunner } from "../engine/engine.js";
import { sqlLiteral } from "../value/sql-literal.js";

/** What the catalog says of a function. */
export type CatalogFunction = Omit<FunctionInfo, "artifactHash">;

/**
 * Looks a function up in the catalog.
 *
 * @param identity its oid, or before PostgreSQL 16 its signature
 * @param pin what the session says of the version that is to run; may be empty
 */
export function lookUpFunction(
  engine: SqlRunner,
  identity: string,
  pin: string,
): CatalogFunction | undefined {
  const outcome = engine.fetch(
    `select plts.describe_function(${sqlLiteral(identity)}, ${sqlLiteral(pin)}) as j`,
  );
  return outcome.ok && outcome.text !== null
    ? (JSON.parse(outcome.text) as CatalogFunction)
    : undefined;
}
