import { statementError } from "../postgres-error.js";
import { quoteIdentifier } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import type { SchemaRun } from "./schema-run.js";

/** Makes the schemas in which something is declared and that are not there. */
export async function createSchemas(run: SchemaRun): Promise<void> {
  const { schemas } = run.declared;
  if (schemas.length === 0) return;
  const { rows } = await run.query(sqlText("queries/missing-schemas.sql"), [schemas]);
  for (const { name } of rows) {
    const object = String(name);
    const statement = `create schema ${quoteIdentifier(object)}`;
    await run.query(statement).catch((error: unknown) => {
      throw statementError(error, "table_failed", `Schema ${object}`, { object });
    });
    run.record({ phase: "types", action: "create", object, statements: [statement] });
    run.log("schema_created", object);
  }
}
