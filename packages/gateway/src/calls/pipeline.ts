import { DatabaseError } from "pg";
import type pg from "pg";
import { serialize } from "pg-protocol";

import type { BoundStatement } from "./named-statement.js";
import { PreparedStatements } from "./prepared-statements.js";

/** A statement that a connection prepares once. */
export interface PipelinedStatement {
  /** What it is for, by which its failure is told. */
  readonly stage: string;
  readonly statement: BoundStatement;
}

/** Where a pipeline has failed. */
export class PipelineError extends Error {
  override readonly name = "PipelineError";
  readonly stage: string;
  /** Whether the statement had its parameters by then. */
  readonly isBound: boolean;

  constructor(stage: string, isBound: boolean, cause: Error) {
    super(cause.message, { cause });
    this.stage = stage;
    this.isBound = isBound;
  }
}

/** The last row of each statement, by its place. */
export type PipelineRows = readonly (readonly (string | null)[])[];

/**
 * Runs statements in one round trip and in one transaction of their own, which PostgreSQL ends with the last of them. The first
 * that fails undoes them all.
 *
 * @throws PipelineError with the driver's error as its cause.
 */
export function runPipeline(
  client: pg.ClientBase,
  statements: readonly PipelinedStatement[],
): Promise<PipelineRows> {
  return new Promise((resolve, reject) => {
    client.query(new Pipeline(PreparedStatements.of(client), statements, resolve, reject));
  });
}

/** What `pg` hands a connection to, and tells what comes back. */
class Pipeline implements pg.Submittable {
  readonly #prepared: PreparedStatements;
  readonly #statements: readonly PipelinedStatement[];
  readonly #resolve: (rows: PipelineRows) => void;
  readonly #reject: (error: PipelineError) => void;
  readonly #rows: (readonly (string | null)[])[] = [];
  readonly #parsed: string[] = [];
  #complete = 0;
  #boundBefore = 0;

  constructor(
    prepared: PreparedStatements,
    statements: readonly PipelinedStatement[],
    resolve: (rows: PipelineRows) => void,
    reject: (error: PipelineError) => void,
  ) {
    this.#prepared = prepared;
    this.#statements = statements;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: pg.Connection): void {
    this.#boundBefore = this.#prepared.bound(connection);
    const messages: Buffer[] = [];
    for (const { statement } of this.#statements) this.#addMessages(messages, statement);
    messages.push(serialize.sync());
    // In one piece, which costs both sides less than several.
    connection.stream.write(Buffer.concat(messages));
  }

  #addMessages(messages: Buffer[], { name, text, values }: BoundStatement): void {
    if (!this.#prepared.has(name)) {
      // It may be there all the same, where a pipeline failed after it had been parsed.
      messages.push(serialize.close({ type: "S", name }), serialize.parse({ name, text }));
      this.#parsed.push(name);
    }
    const oldest = this.#prepared.use(name);
    if (oldest !== null) messages.push(serialize.close({ type: "S", name: oldest }));
    const bound = values as (string | null)[];
    messages.push(serialize.bind({ statement: name, values: bound }), serialize.execute());
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#rows[this.#complete] = fields;
  }

  handleCommandComplete(): void {
    this.#complete += 1;
  }

  handleReadyForQuery(): void {
    this.#resolve(this.#statements.map((_statement, index) => this.#rows[index] ?? []));
  }

  handleError(error: Error, connection: pg.Connection): void {
    for (const name of this.#parsed) this.#prepared.forget(name);
    const failed = this.#statements[this.#complete];
    // Only what PostgreSQL puts off until the end fails after the last statement.
    const stage = failed?.stage ?? "commit";
    const bound = this.#prepared.bound(connection) - this.#boundBefore;
    const failure = new PipelineError(stage, bound > this.#complete, error);
    whenReady(error, connection, () => {
      this.#reject(failure);
    });
  }

  handleRowDescription(): void {
    // Nobody has asked for one.
  }

  handleEmptyQuery(): void {
    this.#complete += 1;
  }

  handlePortalSuspended(): void {
    // No number of rows is asked for.
  }

  handleCopyInResponse(connection: pg.Connection): void {
    connection.stream.destroy(new Error("a call cannot copy from its client"));
  }

  handleCopyData(): void {
    // As above.
  }
}

/** Once the connection can be used again, or is lost: what it is lent to next must not begin before. */
function whenReady(error: Error, connection: pg.Connection, then: () => void): void {
  const isLost = !(error instanceof DatabaseError) || error.severity !== "ERROR";
  if (isLost) {
    then();
    return;
  }
  const ready = (): void => {
    connection.removeListener("readyForQuery", ready);
    connection.removeListener("end", ready);
    then();
  };
  connection.on("readyForQuery", ready);
  connection.on("end", ready);
}
