create or replace function stopgap.store_versions(
  deployment_id bigint,
  source_schema name,
  live_schema name,
  candidates stopgap.candidate[]
)
returns void
language sql
as $$
  insert into stopgap.fn_version (
    deployment_id, fn_schema, fn_name, live_fn_schema, live_fn_name, function_path, module_path, export_name, kind,
    artifact_hash, import_map, attributes, roles
  )
  select
    deployment_id, source_schema, c.fn_name,
    case when is_live then live_schema end, case when is_live then c.fn_name end,
    'api.legacy.' || c.fn_name, 'legacy', c.export_name, kind,
    c.artifact_hash, c.import_map, c.attributes,
    (select array_agg(role) from jsonb_array_elements_text(nullif(entry -> 'roles', 'null')) as role)
  from unnest(candidates) c
  cross join lateral plts.entry(c.artifact_hash) as entries (entry)
  cross join lateral (
    -- What has no wrapper may write.
    select coalesce(nullif(entry ->> 'kind', 'handler'), 'mutation')
  ) as kinds (kind)
  cross join lateral (select kind in ('query', 'mutation')) as lives (is_live)
$$;
