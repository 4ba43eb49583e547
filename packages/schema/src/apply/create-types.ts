import type { DeclaredType } from "../declared/declared-schema.js";
import { spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import type { SchemaRun } from "./schema-run.js";

/**
 * Creates the types that the database does not have. Those that it has are left to the comparison.
 *
 * @returns the created ones
 */
export async function createTypes(run: SchemaRun): Promise<readonly DeclaredType[]> {
  const { types } = run.declared;
  return run.phase("types", types.length, async (advance) => {
    if (types.length === 0) return [];
    const { rows } = await run.query(sqlText("queries/found-types.sql"), [
      types.map(({ name }) => name.schema),
      types.map(({ name }) => name.name),
      types.map(({ name }) => spell(name)),
    ]);
    const missing = types.filter((_, index) => rows[index]?.["is_there"] !== true);
    for (const type of types) {
      if (missing.includes(type)) await createType(run, type);
      advance();
    }
    return missing;
  });
}

async function createType(run: SchemaRun, type: DeclaredType): Promise<void> {
  const object = spell(type.name);
  for (const statement of type.statements) {
    await run.execute(statement, "type_failed", `Type ${object}`, object);
  }
  const statements = type.statements.map(({ text }) => text);
  run.record({ phase: "types", action: "create", object, statements });
  run.log("type_created", object, {
    ...{ type_kind: type.kind, checksum: type.checksum, source_file: type.file },
  });
}
