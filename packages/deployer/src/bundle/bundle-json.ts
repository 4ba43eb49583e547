import type { BundledArtifact, ProjectBundle, ProjectFunction } from "@stopgap/compiler/project";

/** The commit that a project is deployed from. */
export interface GitState {
  readonly commit: string;
  /** Whether there are changes beside the commit. */
  readonly isDirty: boolean;
}

/** A bundle as the database takes it, with the artifacts that are given. */
export function bundleJson(
  { functions, contractHash }: ProjectBundle,
  artifacts: readonly unknown[],
  git: GitState | null,
  sourceRoot: string | null,
): string {
  return JSON.stringify({
    source_root: sourceRoot,
    contract_hash: contractHash,
    git: git && { commit: git.commit, is_dirty: git.isDirty },
    functions: functions.map(functionJson),
    artifacts,
  });
}

/** An artifact with its code, to be stored. */
export function artifactJson(artifact: BundledArtifact): Readonly<Record<string, unknown>> {
  return {
    ...sourceJson(artifact),
    compiled_js: artifact.code,
    compiler_fingerprint: artifact.fingerprint,
    source_map: artifact.sourceMap,
    abi: artifact.abi,
  };
}

/** An artifact as far as it is compared. */
export function sourceJson({
  hash,
  source,
  options,
  imports,
}: BundledArtifact): Readonly<Record<string, unknown>> {
  return { artifact_hash: hash, source_ts: source, compiler_opts: options, imports };
}

function functionJson(
  one: ProjectFunction & { readonly artifactHash: string },
): Readonly<Record<string, unknown>> {
  return {
    function_path: one.path,
    module_path: one.modulePath,
    export_name: one.exportName,
    kind: one.kind,
    artifact_hash: one.artifactHash,
    roles: one.roles,
    definer: one.definer,
    idempotent: one.idempotent,
    args_schema: one.args,
    result_schema: one.result,
  };
}
