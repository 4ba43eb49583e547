import type { SeederValidation } from "../apply/schema-result.js";
import type { DeclaredSeed } from "../declared/declared-schema.js";
import { statementError } from "../postgres-error.js";
import type { Session } from "../session.js";
import { quoteIdentifier, quoteName, spell } from "../sql/quote.js";
import { sqlText } from "../sql/sql-text.js";
import { seedRows, seedRowsTable } from "./seed-rows.js";

/** What a check of the seeds of one table has found. */
export interface CheckedSeeds extends SeederValidation {
  /** Rows that are not there, by their keys, such as `id = 3`; not more than twenty. */
  readonly missing: readonly string[];
}

const mostMissing = 20;

/** Looks which of the declared rows are there, by table. Writes nothing but a temporary table. */
export async function checkSeeds(
  session: Session,
  seeds: readonly DeclaredSeed[],
): Promise<readonly CheckedSeeds[]> {
  const byTable = new Map<string, CheckedSeeds>();
  for (const seed of seeds) {
    const table = spell(seed.table);
    const checked = await checkSeed(session, seed).catch((error: unknown) => {
      const { file, line } = seed;
      throw statementError(error, "seed_failed", `Checking the rows of ${table}`, {
        ...{ file, line, object: table },
      });
    });
    const before = byTable.get(table);
    byTable.set(table, {
      table,
      expected: (before?.expected ?? 0) + checked.expected,
      found: (before?.found ?? 0) + checked.found,
      missing: [...(before?.missing ?? []), ...checked.missing].slice(0, mostMissing),
    });
  }
  return [...byTable.values()];
}

async function checkSeed(
  session: Session,
  seed: DeclaredSeed,
): Promise<Omit<CheckedSeeds, "table">> {
  const table = quoteName(seed.table);
  const rows = await seedRows(seed);
  const all = await tableColumns(session, table);
  if (rows === undefined || all.length === 0) return { expected: 0, found: 0, missing: [] };
  const given = rows.columns ?? all;
  const key = await seedKey(session, table, given);
  await session.query(
    `create temp table stopgap_seed_rows on commit drop as select * from ${table} with no data`,
  );
  await session.query(rows.statement);
  const answer = await session.query(comparison(table, key, given));
  await session.query(`drop table ${seedRowsTable}`);
  const [row] = answer.rows;
  const keys = (row?.["missing"] ?? []) as readonly Readonly<Record<string, string | null>>[];
  const expected = Number(row?.["expected"]);
  return {
    expected,
    found: expected - Number(row?.["missing_count"]),
    missing: keys.map(describeKey),
  };
}

/** Without a key all given columns tell rows apart, as texts, because not every type knows equality. */
function comparison(
  table: string,
  key: readonly string[] | undefined,
  given: readonly string[],
): string {
  const columns = (key ?? given).map(quoteIdentifier);
  const row = (alias: string): string =>
    `row(${columns.map((column) => `${alias}.${column}`).join(", ")})::text`;
  const isSame =
    key === undefined
      ? `${row("there")} = ${row("seed")}`
      : columns.map((column) => `there.${column} = seed.${column}`).join(" and ");
  const shown = columns.map((column) => `seed.${column}::text as ${column}`).join(", ");
  return `
    with seed as (
      select distinct on (${row("seed")}) seed.* from ${seedRowsTable} as seed order by ${row("seed")}
    ),
    missing as (select * from seed where not exists (select from ${table} as there where ${isSame}))
    select (select count(*)::int from seed) as expected, (select count(*)::int from missing) as missing_count,
      (
        select coalesce(json_agg(named), '[]')
        from (select ${shown} from missing as seed limit ${String(mostMissing)}) as named
      ) as missing`;
}

function describeKey(key: Readonly<Record<string, string | null>>): string {
  return Object.entries(key)
    .map(([column, value]) => `${column} = ${value ?? "null"}`)
    .join(", ");
}

async function seedKey(
  session: Session,
  table: string,
  given: readonly string[],
): Promise<readonly string[] | undefined> {
  const { rows } = await session.query(sqlText("queries/seed-key.sql"), [table, given]);
  return rows[0]?.["columns"] as readonly string[] | undefined;
}

async function tableColumns(session: Session, table: string): Promise<readonly string[]> {
  const { rows } = await session.query(sqlText("queries/table-columns.sql"), [table]);
  return rows.map(({ name }) => String(name));
}
