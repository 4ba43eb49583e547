import type { Auth, Context, FunctionInfo, LogLevel, Trigger } from "@stopgap/runtime";
import type { Access, Databases, FunctionDatabases } from "../db/databases.js";
import type { KernelDb } from "../db/db-api.js";
import type { SqlRunner } from "../engine/engine.js";
import { DatabaseError, KernelError } from "../errors/kernel-error.js";
import type { Log } from "../log/log.js";
import type { KernelPromise } from "../promise/promise.js";
import { lookUpAuth } from "./auth.js";
import type { FunctionRunner } from "./function-runner.js";

/** What the contexts of all calls work with. */
export interface ContextHost {
  readonly engine: SqlRunner;
  readonly log: Log;
  readonly databases: Databases;
  readonly functions: FunctionRunner;
}

/** The function that a context is for. Kept from call to call where it can be. */
export interface Callee {
  readonly host: ContextHost;
  /** Those of the function that was called, also for what it runs. */
  readonly databases: FunctionDatabases;
  /** Asks PostgreSQL. */
  readonly functionInfo: () => FunctionInfo;
}

/** What few contexts are ever asked for. */
interface Details {
  /** Of a trigger function. */
  readonly trigger?: Trigger | undefined;
  /** The context of the function that runs this one. */
  readonly caller?: CallContext | undefined;
  fn?: FunctionInfo;
  now?: string;
  auth?: Auth;
}

/** `ctx` of one call. What costs a statement is looked up only when a handler asks for it. */
export class CallContext implements Omit<Context, "db" | "run"> {
  readonly args: unknown;
  readonly db: KernelDb;
  readonly #access: Access;
  readonly #callee: Callee;
  #details: Details | undefined;

  constructor(args: unknown, access: Access, callee: Callee, details?: Details) {
    this.args = args;
    this.db = access.db;
    this.#access = access;
    this.#callee = callee;
    this.#details = details;
  }

  log(level: LogLevel, message: string, data?: unknown): void {
    this.#callee.host.log.write(level, message, data);
  }

  get fn(): FunctionInfo {
    const details = (this.#details ??= {});
    return (details.fn ??= Object.freeze(this.#callee.functionInfo()));
  }

  get trigger(): Trigger {
    const trigger = this.#details?.trigger;
    if (trigger) return trigger;
    throw new KernelError("55000", "ctx.trigger is there only in a function that returns trigger");
  }

  get now(): string {
    const details = (this.#details ??= {});
    return (details.now ??= details.caller?.now ?? transactionStart(this.#callee.host.engine));
  }

  get auth(): Auth {
    const details = (this.#details ??= {});
    return (details.auth ??= details.caller?.auth ?? lookUpAuth(this.#callee.host.engine));
  }

  run(fn: unknown, args?: unknown): KernelPromise {
    const { host, databases } = this.#callee;
    const { settings, mode } = this.#access;
    const caller = { mode, fn: () => this.fn };
    return host.functions.run(caller, fn, args, ({ args, mode, functionInfo }) => {
      const callee = { host, databases, functionInfo };
      return new CallContext(args, databases.of(settings, mode), callee, { caller: this });
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
