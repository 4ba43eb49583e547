import type { FunctionInfo } from "@stopgap/runtime";
import type { KernelDb } from "../db/db-api.js";
import type { Engine } from "../engine/engine.js";
import { DatabaseError } from "../errors/kernel-error.js";

/** What is looked up only when a handler asks for it. */
export interface ContextSources {
  readonly args: unknown;
  readonly db: KernelDb;
  readonly engine: Engine;
  readonly functionInfo: () => FunctionInfo;
}

/** `ctx` of one call. */
export function createContext({ args, db, engine, functionInfo }: ContextSources): object {
  let fn: FunctionInfo | undefined;
  let now: string | undefined;
  return {
    args,
    db,
    get fn(): FunctionInfo {
      fn ??= Object.freeze(functionInfo());
      return fn;
    },
    get now(): string {
      now ??= transactionStart(engine);
      return now;
    },
  };
}

function transactionStart(engine: Engine): string {
  const outcome = engine.fetch(
    `select to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as j`,
  );
  if (!outcome.ok) throw new DatabaseError(outcome.failure);
  return outcome.text ?? "";
}
