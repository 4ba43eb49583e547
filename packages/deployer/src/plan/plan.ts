import type { ProjectBundle } from "@stopgap/compiler/project";

import { bundleJson, sourceJson } from "../bundle/bundle-json.js";
import { missingArtifacts } from "../bundle/missing-artifacts.js";
import type { Contract } from "../contract/compare-contracts.js";
import {
  type BundleFunctionChange,
  contractOf,
  type FoundChange,
  type StoredContract,
  withCompatibility,
} from "../contract/function-compatibility.js";
import type { ChangeSummary, Pruned } from "../deployment.js";
import type { OperationOptions } from "../session/operation-options.js";
import type { Session } from "../session/session.js";

/** What to plan: a deploy of a schema or of a project. */
export type PlanOptions = OperationOptions & {
  readonly env: string;
  /** Whether it is to remove live functions that are gone. Default: what the setting `stopgap.prune` says. */
  readonly prune?: boolean | undefined;
} & (
    | { readonly fromSchema: string; readonly bundle?: undefined }
    | { readonly fromSchema?: undefined; readonly bundle: ProjectBundle }
  );

/** What a deploy would remove, and what uses the rest. */
export interface PlannedPrune extends Pruned {
  /** Whether it would; else this is what it could. */
  readonly enabled: boolean;
  /** What uses those that would stay, by their names. */
  readonly dependents: Readonly<Record<string, readonly string[]>>;
}

/** Why something cannot be deployed. */
export interface PlanObstacle {
  /** Null where it is not about one function. */
  readonly function_path: string | null;
  /** The step in which a deploy would fail. */
  readonly step: string;
  /** The SQLSTATE. */
  readonly code: string;
  readonly message: string;
  /** Type errors are JSON. */
  readonly detail: string | null;
  readonly hint: string | null;
}

/** What a deploy would do. Plain data: JSON can hold it. */
export interface Plan {
  readonly env: string;
  /** Null for a project. */
  readonly source_schema: string | null;
  /** Names what callers of a project can rely on; null for a schema. */
  readonly contract_hash: string | null;
  /** Null before the first deployment. */
  readonly live_schema: string | null;
  /** Null where the environment has none: everything is added. */
  readonly active_deployment_id: number | null;
  readonly summary: ChangeSummary;
  /** All functions, in the order of their paths. */
  readonly functions: readonly BundleFunctionChange[];
  readonly prune: PlannedPrune;
  /** What keeps it from being deployed; empty where nothing does. */
  readonly blocked: readonly PlanObstacle[];
  /** The hashes of the artifacts that would be sent. */
  readonly missing_artifacts: readonly string[];
  /** Names what it was made from. */
  readonly fingerprint: string;
}

/** The answer of `stopgap.plan` and `stopgap.plan_bundle`. */
interface Answer extends Omit<Plan, "functions" | "missing_artifacts"> {
  readonly source_root: string | null;
  readonly functions: readonly FoundChange[];
  readonly contracts?: Readonly<Record<string, StoredContract>>;
}

export async function plan(session: Session, options: PlanOptions): Promise<Plan> {
  const { env, prune = null, fromSchema, bundle } = options;
  if (bundle === undefined) {
    const answer = await session.change<Answer>("stopgap.plan($1, $2, $3)", [
      env,
      fromSchema,
      prune,
    ]);
    const wanted = Object.entries(answer.contracts ?? {}).map(
      ([path, contract]) => [path, contractOf(contract)] as const,
    );
    return planOf(answer, new Map(wanted), []);
  }
  const missing = await missingArtifacts(session, bundle);
  const answer = await session.change<Answer>("stopgap.plan_bundle($1, $2::jsonb, $3)", [
    env,
    bundleJson(bundle, missing.map(sourceJson), null, null),
    prune,
  ]);
  const wanted = new Map<string, Contract>(bundle.functions.map((one) => [one.path, one]));
  return planOf(
    answer,
    wanted,
    missing.map(({ hash }) => hash),
  );
}

function planOf(
  { source_root: _, contracts: __, functions, ...rest }: Answer,
  wanted: ReadonlyMap<string, Contract>,
  missing: readonly string[],
): Plan {
  return { ...rest, functions: withCompatibility(functions, wanted), missing_artifacts: missing };
}
