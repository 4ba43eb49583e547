import type { FunctionChange } from "../diff.js";
import { compareContracts, type Contract, type ContractChange } from "./compare-contracts.js";

/** What a deploy would do to one function, and what that means to its callers. */
export interface BundleFunctionChange extends FunctionChange, ContractChange {
  /** What `call_fn` calls it by, such as `api.users.get`. */
  readonly function_path: string;
}

/** A contract as the database has it. */
export interface StoredContract {
  readonly kind: string;
  readonly idempotent: boolean;
  readonly args_schema: unknown;
  readonly result_schema: unknown;
}

/** A change as the database finds it. */
export interface FoundChange extends FunctionChange {
  readonly function_path: string;
  /** Null for a function that is not active. */
  readonly active_contract: StoredContract | null;
}

/** Changes with what they mean to callers. `wanted` has the contracts of what is to be deployed, by path. */
export function withCompatibility(
  changes: readonly FoundChange[],
  wanted: ReadonlyMap<string, Contract>,
): readonly BundleFunctionChange[] {
  return changes.map(({ active_contract: active, ...change }) => ({
    ...change,
    ...compareContracts(active && contractOf(active), partsOf(wanted.get(change.function_path))),
  }));
}

/** A contract of the database in the form in which contracts are compared. */
export function contractOf({
  kind,
  idempotent,
  args_schema: args,
  result_schema: result,
}: StoredContract): Contract {
  return { kind, idempotent, args, result };
}

function partsOf(one: Contract | undefined): Contract | null {
  if (!one) return null;
  const { kind, idempotent, args, result } = one;
  return { kind, idempotent, args, result };
}
