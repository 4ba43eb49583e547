create or replace function stopgap.store_versions(
  deployment_id bigint,
  live_schema name,
  candidates stopgap.candidate[]
)
returns void
language sql
as $$
  insert into stopgap.fn_version (
    deployment_id, fn_schema, fn_name, live_fn_schema, live_fn_name, function_path, module_path, export_name, kind,
    artifact_hash, import_map, attributes, roles, args_schema, result_schema, idempotent, since_deployment_id
  )
  select
    deployment_id, c.fn_schema, c.fn_name,
    case when is_live then live_schema end, case when is_live then c.fn_name end,
    c.function_path, c.module_path, c.export_name, c.kind,
    c.artifact_hash, c.import_map, c.attributes, c.roles, c.args_schema, c.result_schema, c.idempotent,
    case when is_live then coalesce(first.since_deployment_id, deployment_id) end
  from unnest(candidates) c
  cross join lateral (select c.kind in ('query', 'mutation')) as lives (is_live)
  cross join lateral (
    -- With the collation of the index: names have another one.
    select case when is_live then stopgap.version_key(
      live_schema, c.fn_name, c.artifact_hash, c.export_name, c.import_map, c.attributes, c.roles) collate "default" end
    offset 0
  ) as wanted (version_key)
  -- One look into the index of versions, however many deployments there are.
  left join lateral (
    select v.version_key, v.since_deployment_id
    from stopgap.fn_version v
    where v.version_key is not null and (v.version_key, v.deployment_id) >= (wanted.version_key, 0)
    order by v.version_key, v.deployment_id
    limit 1
  ) as first on first.version_key = wanted.version_key
$$;
