import type { ProjectBundle } from "@stopgap/compiler/project";
import type { SqlClient } from "@stopgap/sql";

import { compareContracts } from "../contract/compare-contracts.js";
import type { Contract, ContractChange } from "../contract/compare-contracts.js";
import { ask } from "../database.js";
import type { ChangeSummary } from "../deployment.js";
import type { FunctionChange } from "../diff.js";
import { bundleJson, sourceJson } from "./bundle-json.js";
import { missingArtifacts } from "./missing-artifacts.js";

/** What a deploy of a project would do to one function, and what that means to its callers. */
export interface BundleFunctionChange extends FunctionChange, ContractChange {
  /** What `call_fn` calls it by, such as `api.users.get`. */
  readonly function_path: string;
}

/** What a deploy of a project would change. */
export interface BundleDiff {
  readonly env: string;
  /** Null before the first deployment. */
  readonly live_schema: string | null;
  /** Null where the environment has none: everything is added. */
  readonly active_deployment_id: number | null;
  readonly summary: ChangeSummary;
  /** In the order of their paths. */
  readonly functions: readonly BundleFunctionChange[];
}

/** The answer of `stopgap.diff_bundle`. */
interface Answer extends Omit<BundleDiff, "functions"> {
  readonly source_root: string | null;
  readonly functions: readonly (FunctionChange & {
    readonly function_path: string;
    readonly active_contract: {
      readonly kind: string;
      readonly idempotent: boolean;
      readonly args_schema: unknown;
      readonly result_schema: unknown;
    } | null;
  })[];
}

/** Compares a bundle with what is active; the sources of what the database does not have are sent along. */
export async function diffBundle(
  client: SqlClient,
  env: string,
  bundle: ProjectBundle,
): Promise<BundleDiff> {
  const missing = await missingArtifacts(client, bundle);
  return compareBundle(client, env, bundle, missing.map(sourceJson));
}

/**
 * Compares a bundle with what is active.
 *
 * @param sources artifacts that the database does not have; without them it calls changed what may be recompiled
 */
export async function compareBundle(
  client: SqlClient,
  env: string,
  bundle: ProjectBundle,
  sources: readonly unknown[],
): Promise<BundleDiff> {
  const { source_root: _, ...found } = await ask<Answer>(
    client,
    "select stopgap.diff_bundle($1, $2::jsonb)::text as answer",
    [env, bundleJson(bundle, sources, null, null)],
  );
  const wanted = new Map<string, Contract>(bundle.functions.map((one) => [one.path, one]));
  return {
    ...found,
    functions: found.functions.map(({ active_contract: active, ...change }) => ({
      ...change,
      ...compareContracts(
        active && {
          kind: active.kind,
          idempotent: active.idempotent,
          args: active.args_schema,
          result: active.result_schema,
        },
        contractOf(wanted.get(change.function_path)),
      ),
    })),
  };
}

function contractOf(one: Contract | undefined): Contract | null {
  if (!one) return null;
  const { kind, idempotent, args, result } = one;
  return { kind, idempotent, args, result };
}
