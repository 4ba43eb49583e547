import { expireKey, keepAnswer, takeKey } from "../idempotency/idempotency-table.js";
import { fingerprint } from "../idempotency/idempotency-key.js";
import { refusals } from "./call-statement.js";
import { named } from "./named-statement.js";
import type { BoundStatement } from "./named-statement.js";
import type { Call } from "./call.js";
import type { PipelinedStatement } from "./pipeline.js";

/** A call as the statements that make it. */
export interface CallPlan {
  readonly call: Call;
  readonly isReadOnly: boolean;
  /** What the statements were written for. Null for a path. */
  readonly writtenFor: WrittenFor | null;
  readonly conversion: BoundStatement | null;
  readonly statement: BoundStatement;
}

/**
 * What the catalog had of functions of a name: all of its rows, or the only function that the name stands for. The second is found at a
 * fifth of the cost, and leaves out whether that function still only reads: which is enough for a call that may do nothing else.
 */
export type WrittenFor =
  | { readonly kind: "rows"; readonly name: string; readonly rows: string }
  | { readonly kind: "only"; readonly name: string; readonly id: string };

/**
 * Begins a call's transaction: how long it may take, whether it may write, and whether the functions are still those that it was
 * written for. All in the same round trip as the call itself.
 */
const setupText = `select pg_catalog.set_config('statement_timeout', $1, true),
  case when $2::pg_catalog.bool then pg_catalog.set_config('transaction_read_only', 'on', true) end`;
const staleText = `pg_catalog.current_setting('${refusals.stale}')`;
const setup = named(setupText);
const setupForRows = named(`${setupText},
  case when array(select p.xmin::text from pg_catalog.pg_proc p where p.proname = $3 order by p.oid)::text <> $4 then ${staleText} end`);
const setupForOnly = named(`${setupText},
  case when pg_catalog.to_regproc($3) is distinct from $4::pg_catalog.regproc then ${staleText} end`);

/** The statements of a plan, in their order. */
export function pipelineOf(plan: CallPlan): readonly PipelinedStatement[] {
  const { call, conversion, statement } = plan;
  const key = isKept(plan) ? call.idempotencyKey : undefined;
  return [
    staged("setup", setupOf(plan)),
    ...(conversion ? [staged("parameters", conversion)] : []),
    ...(key === undefined
      ? [staged("call", statement)]
      : [
          staged("key", expireKey(key)),
          staged("key", takeKey(key, fingerprint(call))),
          staged("call", keepAnswer(statement, key)),
        ]),
  ];
}

/** Whether the answer is kept under the call's key. One that only reads can be had again. */
export function isKept({ call, isReadOnly }: CallPlan): boolean {
  return call.idempotencyKey !== undefined && !isReadOnly;
}

function setupOf({ call, isReadOnly, writtenFor }: CallPlan): BoundStatement {
  const values = [String(call.timeoutMs), String(isReadOnly)];
  switch (writtenFor?.kind) {
    case undefined:
      return { ...setup, values };
    case "rows":
      return { ...setupForRows, values: [...values, writtenFor.name, writtenFor.rows] };
    case "only":
      return { ...setupForOnly, values: [...values, writtenFor.name, writtenFor.id] };
  }
}

function staged(stage: string, statement: BoundStatement): PipelinedStatement {
  return { stage, statement };
}
