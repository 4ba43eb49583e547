import type { DeploymentStatus } from "./state-machine.js";

/** How many functions a deployment changed, against the one that was active before it. */
export interface ChangeSummary {
  readonly added: number;
  readonly changed: number;
  /** The same source, but something that it imports has changed. */
  readonly "changed (dependency)": number;
  /** The same source, compiled by another compiler. */
  readonly recompiled: number;
  readonly removed: number;
  readonly unchanged: number;
}

/** A function in a manifest. */
export interface ManifestFunction {
  readonly fn_name: string;
  /** What `call_fn` calls it by, such as `api.legacy.get_user`. */
  readonly function_path: string | null;
  readonly module_path: string | null;
  readonly export_name: string;
  /** Null for a function of a project. */
  readonly source_schema: string | null;
  /** Null for an internal function, which is not live. */
  readonly live_schema: string | null;
  readonly kind: "query" | "mutation" | "internalQuery" | "internalMutation";
  readonly artifact_hash: string;
  readonly pointer: Readonly<Record<string, unknown>>;
}

/** What was live and is no longer, and what had to stay because something uses it. */
export interface Pruned {
  readonly dropped: readonly string[];
  readonly skipped_with_dependents: readonly string[];
  /** By what each of those is used, such as `view app.totals`. Only where there are any. */
  readonly dependents?: Readonly<Record<string, readonly string[]>>;
}

/** Why a deployment failed. */
export interface RecordedFailure {
  readonly message: string;
  /** What failed, such as `stopgap.deploy`. */
  readonly at: string;
  /** The step that was under way, such as `materialize`, where that is known. */
  readonly step?: string | null;
  /** The SQLSTATE. */
  readonly code?: string | null;
  readonly detail?: string | null;
  readonly hint?: string | null;
}

/** What a deployment consists of and did. A failed one has an `error`, and no functions. */
export interface Manifest {
  readonly env: string;
  readonly source_schema: string | null;
  readonly live_schema: string | null;
  readonly label: string | null;
  readonly function_count: number;
  readonly prune?: Pruned & { readonly enabled: boolean };
  readonly previous_deployment_id?: number | null;
  readonly summary?: ChangeSummary;
  /** Where a promoted deployment comes from. */
  readonly promoted_from?: { readonly env: string; readonly deployment_id: number };
  readonly error?: RecordedFailure;
}

/** A deployment. */
export interface Deployment {
  readonly id: number;
  readonly label: string | null;
  readonly status: DeploymentStatus;
  /** ISO 8601. */
  readonly created_at: string;
  /** The login role. */
  readonly created_by: string;
  /** The role in force. */
  readonly created_as: string;
  readonly source_schema: string | null;
  /** The folder of the project that it was made from; null for a schema's. */
  readonly source_root: string | null;
  /** The commit that it was made from; null where that is not known. */
  readonly git: { readonly commit: string; readonly is_dirty: boolean } | null;
  /** Names what callers can rely on; null for a schema's. */
  readonly contract_hash: string | null;
  /** Until when garbage collection keeps it whatever comes: ISO 8601, or `infinity`; null where it is not pinned. */
  readonly pinned_until: string | null;
  /** What whoever made it has called the request; null where it has no name. */
  readonly request_id: string | null;
  readonly manifest: Manifest;
}

/** A deployment in a list. */
export interface ListedDeployment extends Deployment {
  readonly env: string;
  readonly is_active: boolean;
}

/** A deployment with its functions. */
export interface DescribedDeployment extends ListedDeployment {
  readonly manifest: Manifest & {
    readonly functions: readonly ManifestFunction[];
    readonly functions_by_path: Readonly<Record<string, ManifestFunction>>;
  };
}
