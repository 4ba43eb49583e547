import type { Context, FunctionInfo, LogLevel } from "@stopgap/runtime";
import type { KernelDb } from "../db/db-api.js";
import type { SqlRunner } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";
import type { Log } from "../log/log.js";

/** What a context is made of. What costs a statement is looked up only when a handler asks for it. */
export interface ContextSources {
  readonly args: unknown;
  readonly db: KernelDb;
  readonly engine: SqlRunner;
  readonly functionInfo: () => FunctionInfo;
  readonly log: Log;
}

/** `ctx` of one call. */
export class CallContext implements Omit<Context, "db"> {
  readonly args: unknown;
  readonly db: KernelDb;
  readonly #sources: ContextSources;
  #fn: FunctionInfo | undefined;
  #now: string | undefined;

  constructor(sources: ContextSources) {
    this.args = sources.args;
    this.db = sources.db;
    this.#sources = sources;
  }

  log(level: LogLevel, message: string, data?: unknown): void {
    this.#sources.log.write(level, message, data);
  }

  get fn(): FunctionInfo {
    this.#fn ??= Object.freeze(this.#sources.functionInfo());
    return this.#fn;
  }

  get now(): string {
    this.#now ??= transactionStart(this.#sources.engine);
    return this.#now;
  }
}

function transactionStart(engine: SqlRunner): string {
  const outcome = engine.fetch(
    `select pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.now()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as j`,
  );
  if (!outcome.ok) throw new DatabaseError(outcome.failure);
  return outcome.text ?? "";
}
