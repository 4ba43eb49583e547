import pg from "pg";

import { TourError } from "../errors.js";

const mark = "Made by the tour of Stopgap, and removed by the next one";

/**
 * Makes an empty database, in place of the one that an earlier tour left.
 *
 * @returns its URL
 * @throws {@link TourError} `foreign_database` when a database of this name is not from a tour: it is left alone;
 * `cannot_connect`.
 */
export async function freshDatabase(serverUrl: string, name: string): Promise<string> {
  const client = await connect(serverUrl);
  try {
    await dropEarlier(client, name);
    const database = pg.escapeIdentifier(name);
    await client.query(`create database ${database} template template0`);
    await client.query(`comment on database ${database} is ${pg.escapeLiteral(mark)}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  try {
    await client.connect();
    return client;
  } catch (error) {
    // Where a name has several addresses, the error has a code only.
    const { message, code } = error as NodeJS.ErrnoException;
    throw new TourError(
      "cannot_connect",
      `cannot connect to ${client.host}:${client.port}: ${message || (code ?? "no reason is known")}`,
      { cause: error },
    );
  }
}

async function dropEarlier(client: pg.Client, name: string): Promise<void> {
  const { rows } = await client.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1",
    [name],
  );
  const [found] = rows;
  if (found === undefined) return;
  if (found.comment !== mark)
    throw new TourError(
      "foreign_database",
      `the server has a database "${name}" that no tour has made: rename or drop it first`,
    );
  await client.query(`drop database ${pg.escapeIdentifier(name)} with (force)`);
}
