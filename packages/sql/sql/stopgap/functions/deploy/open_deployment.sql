-- Begins a deployment with what is known of it: where it comes from, who wants it, its label. Returns its id.
create or replace function stopgap.open_deployment(draft stopgap.deployment, live_schema name)
returns bigint
language sql
as $$
  insert into stopgap.deployment (
    env, label, created_as, source_schema, source_root, git_commit, is_dirty, contract_hash, request_id,
    manifest
  )
  values (
    draft.env, draft.label, draft.created_as, draft.source_schema, draft.source_root, draft.git_commit, draft.is_dirty,
    draft.contract_hash, stopgap.request_id(),
    jsonb_build_object(
      'env', draft.env,
      'source_schema', draft.source_schema,
      'live_schema', live_schema,
      'label', draft.label,
      'function_count', 0
    ) || coalesce(draft.manifest, '{}')
  )
  returning id
$$;
