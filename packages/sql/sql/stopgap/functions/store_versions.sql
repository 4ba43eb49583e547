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
    artifact_hash, import_map, attributes
  )
  select
    deployment_id, source_schema, c.fn_name, live_schema, c.fn_name,
    'api.legacy.' || c.fn_name, 'legacy', c.export_name,
    case plts.entry_kind(c.artifact_hash) when 'query' then 'query' else 'mutation' end,
    c.artifact_hash, c.import_map, c.attributes
  from unnest(candidates) c
$$;
