/** A row by column name. */
export type Row = Readonly<Record<string, unknown>>;

/** What this package needs of a database connection: one session. A client of `pg` is one, a pool is not. */
export interface SqlClient {
  query(text: string, values?: readonly unknown[]): Promise<{ readonly rows: readonly Row[] }>;
}

/** The one row that a query is known to return. */
export async function oneRow(
  client: SqlClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row> {
  const { rows } = await client.query(text, values);
  const [row] = rows;
  if (!row) throw new Error(`a query that returns one row returned none: ${text}`);
  return row;
}
