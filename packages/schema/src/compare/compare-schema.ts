import { readCatalog } from "../catalog/read-catalog.js";
import type { DeclaredSchema } from "../declared/declared-schema.js";
import { isPostgresError } from "../postgres-error.js";
import { assess } from "../hazards/assess.js";
import type { Session } from "../session.js";
import { compareCatalogs } from "./compare-catalogs.js";
import type { SchemaChange } from "./schema-change.js";
import { buildScratch } from "./scratch/build-scratch.js";
import { declaredNames } from "./scratch/declared-names.js";
import { parseDeclared } from "./scratch/parse-declared.js";
import { rolledBack } from "./scratch/rolled-back.js";

/**
 * How a database differs from the declared types, tables and views, and what would undo it. Everything is read from the catalog: the
 * declared statements run in scratch schemas, in a transaction that is rolled back (in one of the caller's, a savepoint), so
 * that PostgreSQL itself says what a spelling means.
 *
 * @param session - One connection, of a role that may create schemas in the database.
 * @returns The changes in an order in which their statements can run. None where the database is as declared.
 * @throws {@link SchemaError} `type_failed` or `table_failed` when PostgreSQL refuses a declared statement.
 * @example
 * const changes = await compareSchema(client, await parseSchema(await readSchemaFolder("postgresql")));
 * changes.map(({ type, table, column }) => `${type} ${table.name}.${column ?? "*"}`);
 */
export async function compareSchema(
  session: Session,
  declared: DeclaredSchema,
): Promise<readonly SchemaChange[]> {
  const parsed = await parseDeclared(declared);
  const { typeStatements, tableStatements, lateStatements } = parsed;
  const names = declaredNames([...typeStatements, ...tableStatements, ...lateStatements]);
  const compare = (isOneGo: boolean) =>
    rolledBack(session, async () => {
      const scratch = await buildScratch(session, parsed, names, isOneGo);
      const current = await readCatalog(session, names.schemas);
      const wanted = await readCatalog(session, scratch.schemas, scratch.nameAsDeclared);
      const [scratchSchema = ""] = scratch.schemas;
      const differences = compareCatalogs(current, wanted, parsed, names);
      return assess(session, differences, { scratchSchema, functions: declared.functions });
    });
  try {
    return await compare(true);
  } catch (error) {
    if (!isPostgresError(error)) throw error;
    // Once more, one by one: that says which statement it was.
    return compare(false);
  }
}
