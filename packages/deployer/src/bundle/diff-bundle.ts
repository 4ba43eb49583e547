import type { ProjectBundle } from "@stopgap/compiler/project";
import type { SqlClient } from "@stopgap/sql";

import type { Contract } from "../contract/compare-contracts.js";
import {
  type BundleFunctionChange,
  type FoundChange,
  withCompatibility,
} from "../contract/function-compatibility.js";
import { ask } from "../database.js";
import type { ChangeSummary } from "../deployment.js";
import { bundleJson, sourceJson } from "./bundle-json.js";
import { missingArtifacts } from "./missing-artifacts.js";

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
  readonly functions: readonly FoundChange[];
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
  return { ...found, functions: withCompatibility(found.functions, wanted) };
}
