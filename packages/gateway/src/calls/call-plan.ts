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
  /** Functions of that name, and what the catalog had of them when the statements were written. Null for a path. */
  readonly version: { readonly name: string; readonly rows: string } | null;
  readonly conversion: BoundStatement | null;
  readonly statement: BoundStatement;
}

/**
 * Begins a call's transaction: how long it may take, whether it may write, and whether the functions are still those that it was
 * written for. All in the same round trip as the call itself.
 */
const setupText = `select pg_catalog.set_config('statement_timeout', $1, true),
  case when $2::pg_catalog.bool then pg_catalog.set_config('transaction_read_only', 'on', true) end`;
const setup = named(setupText);
const checkedSetup = named(`${setupText},
  case when array(select p.xmin::text from pg_catalog.pg_proc p where p.proname = $3 order by p.oid)::text <> $4
    then pg_catalog.current_setting('${refusals.stale}') end`);

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

function setupOf({ call, isReadOnly, version }: CallPlan): BoundStatement {
  const values = [String(call.timeoutMs), String(isReadOnly)];
  return version === null
    ? { ...setup, values }
    : { ...checkedSetup, values: [...values, version.name, version.rows] };
}

function staged(stage: string, { name, text, values }: BoundStatement): PipelinedStatement {
  return { stage, name, text, values };
}
