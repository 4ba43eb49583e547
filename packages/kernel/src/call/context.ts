import type { Auth, Context, FunctionInfo, LogLevel, Trigger } from "@stopgap/runtime";
import type { Databases } from "../db/databases.js";
import type { KernelDb } from "../db/db-api.js";
import type { SqlRunner } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";
import type { Settings } from "../limits/settings.js";
import type { Log } from "../log/log.js";
import type { KernelPromise } from "../promise/promise.js";
import { lookUpAuth } from "./auth.js";
import type { FunctionRunner } from "./function-runner.js";

/** What a context is made of. What costs a statement is looked up only when a handler asks for it. */
export interface ContextSources {
  readonly args: unknown;
  /** Of a trigger function. */
  readonly trigger: Trigger | undefined;
  readonly db: KernelDb;
  readonly engine: SqlRunner;
  readonly functionInfo: () => FunctionInfo;
  readonly log: Log;
  readonly settings: Settings;
  readonly databases: Databases;
  readonly functions: FunctionRunner;
  /** The context of the function that runs this one. */
  readonly caller?: CallContext;
}

/** `ctx` of one call. */
export class CallContext implements Omit<Context, "db" | "run"> {
  readonly args: unknown;
  readonly db: KernelDb;
  readonly #sources: ContextSources;
  #fn: FunctionInfo | undefined;
  #now: string | undefined;
  #auth: Auth | undefined;

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

  get trigger(): Trigger {
    const { trigger } = this.#sources;
    if (trigger) return trigger;
    throw new KernelError("55000", "ctx.trigger is there only in a function that returns trigger");
  }

  get now(): string {
    const { caller, engine } = this.#sources;
    this.#now ??= caller ? caller.now : transactionStart(engine);
    return this.#now;
  }

  get auth(): Auth {
    const { caller, engine } = this.#sources;
    this.#auth ??= caller ? caller.auth : lookUpAuth(engine);
    return this.#auth;
  }

  run(fn: unknown, args?: unknown): KernelPromise {
    const sources = this.#sources;
    const caller = { mode: sources.db.mode, fn: () => this.fn };
    return sources.functions.run(caller, fn, args, ({ args, mode, functionInfo }) => {
      const db = sources.databases.of(sources.settings, mode);
      return new CallContext({
        ...sources,
        args,
        db,
        functionInfo,
        trigger: undefined,
        caller: this,
      });
    });
  }
}

/** Selects when the transaction began, as `ctx.now` tells it. */
export const transactionStartStatement = `select pg_catalog.to_char(pg_catalog.timezone('UTC', pg_catalog.now()), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as j`;

function transactionStart(engine: SqlRunner): string {
  const outcome = engine.fetch(transactionStartStatement);
  if (!outcome.ok) throw new DatabaseError(outcome.failure);
  return outcome.text ?? "";
}
