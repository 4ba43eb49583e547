import type { SchemaRun } from "../apply/schema-run.js";
import type { SeederResult } from "../apply/schema-result.js";
import type { DeclaredSeed, QualifiedName } from "../declared/declared-schema.js";
import { statementError } from "../postgres-error.js";
import { quoteName, spell } from "../sql/quote.js";
import { checkSeeds } from "./check-seeds.js";

/** The seeds of one table. */
interface SeededTable {
  readonly name: QualifiedName;
  readonly isEmpty: boolean;
}

/**
 * Inserts the seeds of the tables that are empty, in their order.
 *
 * @throws {@link SchemaError} `seed_failed`
 */
export async function insertSeeds(run: SchemaRun): Promise<readonly SeederResult[]> {
  const { seeds } = run.declared;
  return run.phase("seeds", seeds.length, async (advance) => {
    const tables = new Map<string, SeededTable>();
    for (const { table } of seeds) {
      const object = spell(table);
      if (tables.has(object)) continue;
      tables.set(object, { name: table, isEmpty: await isEmpty(run, table) });
    }
    for (const seed of seeds) {
      if (tables.get(spell(seed.table))?.isEmpty === true) await insertSeed(run, seed);
      advance();
    }
    const results: SeederResult[] = [];
    for (const [table, { name, isEmpty: wasEmpty }] of tables) {
      results.push(await resultOf(run, table, name, wasEmpty));
    }
    return results;
  });
}

async function insertSeed(run: SchemaRun, { table, statement }: DeclaredSeed): Promise<void> {
  const object = spell(table);
  await run.execute(statement, "seed_failed", `Inserting into ${object}`, object);
  run.record({ phase: "seeds", action: "insert", object, statements: [statement.text] });
}

async function resultOf(
  run: SchemaRun,
  table: string,
  name: QualifiedName,
  wasEmpty: boolean,
): Promise<SeederResult> {
  const ofTable = run.declared.seeds.filter((seed) => spell(seed.table) === table);
  const files = [...new Set(ofTable.map(({ file }) => file))];
  if (wasEmpty) {
    const result = { table, inserted: await countRows(run, name), skipped: 0 };
    run.log("seeder_run", table, { inserted: result.inserted, skipped: 0, source_files: files });
    return result;
  }
  const [checked] = await checkSeeds(run, ofTable);
  const skipped = checked?.expected ?? 0;
  run.log("seeder_skipped", table, { skipped, source_files: files });
  return { table, inserted: 0, skipped };
}

async function isEmpty(run: SchemaRun, table: QualifiedName): Promise<boolean> {
  const text = `select not exists (select from ${quoteName(table)}) as is_empty`;
  const { rows } = await run.query(text).catch((error: unknown) => {
    const object = spell(table);
    throw statementError(error, "seed_failed", `Looking for rows in ${object}`, { object });
  });
  return rows[0]?.["is_empty"] === true;
}

async function countRows(run: SchemaRun, table: QualifiedName): Promise<number> {
  const { rows } = await run.query(`select count(*) as count from ${quoteName(table)}`);
  return Number(rows[0]?.["count"]);
}
