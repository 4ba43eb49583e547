create or replace function stopgap.deployment_json(deployment stopgap.deployment)
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'id', deployment.id,
    'label', deployment.label,
    'status', deployment.status,
    'created_at', deployment.created_at,
    'created_by', deployment.created_by,
    'created_as', deployment.created_as,
    'source_schema', deployment.source_schema,
    'source_root', deployment.source_root,
    'git', case when deployment.git_commit is not null then
      jsonb_build_object('commit', deployment.git_commit, 'is_dirty', deployment.is_dirty)
    end,
    'contract_hash', deployment.contract_hash,
    'pinned_until', deployment.pinned_until,
    'request_id', deployment.request_id,
    'manifest', deployment.manifest
  )
$$;
