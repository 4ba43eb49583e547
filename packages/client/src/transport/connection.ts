/** What a statement answers. */
export interface SqlAnswer {
  readonly rows: readonly unknown[];
  /** The command's tag, such as `COMMIT`, where the driver tells it. */
  readonly command?: string | undefined;
}

/** What runs statements: a client of `pg`, or anything that has this method. */
export interface SqlClient {
  query(text: string, values?: unknown[]): Promise<SqlAnswer>;
}

/** One statement. */
export interface Statement {
  /** By which a connection knows it once it has been parsed there. */
  readonly name?: string;
  readonly text: string;
  readonly values: unknown[];
}

/** What also runs statements by name, as a client of `pg` does. */
export interface PreparingClient {
  query(text: string, values?: unknown[]): Promise<SqlAnswer>;
  query(statement: Statement): Promise<SqlAnswer>;
}

/** How a kind of client runs a statement. */
export type RunStatement<Client> = (client: Client, statement: Statement) => Promise<SqlAnswer>;

export const runNamed: RunStatement<PreparingClient> = (client, statement) =>
  client.query(statement);

export const runUnnamed: RunStatement<SqlClient> = (client, { text, values }) =>
  client.query(text, values);

/** A connection, whatever its driver. */
export interface Connection {
  readonly client: SqlClient;
  run(statement: Statement): Promise<SqlAnswer>;
}

/** A connection that runs one statement after the other: drivers are not to be asked for several at once. */
export function queuedConnection<Client extends SqlClient>(
  client: Client,
  run: RunStatement<Client>,
): Connection {
  let last: Promise<unknown> = Promise.resolve();
  return {
    client,
    run: (statement) => {
      const answer = last.then(() => run(client, statement));
      last = answer.catch(() => undefined);
      return answer;
    },
  };
}
