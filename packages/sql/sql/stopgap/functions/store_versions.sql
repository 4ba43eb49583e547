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
    artifact_hash, import_map, attributes, roles, args_schema, result_schema, idempotent
  )
  select
    deployment_id, c.fn_schema, c.fn_name,
    case when is_live then live_schema end, case when is_live then c.fn_name end,
    c.function_path, c.module_path, c.export_name, c.kind,
    c.artifact_hash, c.import_map, c.attributes, c.roles, c.args_schema, c.result_schema, c.idempotent
  from unnest(candidates) c
  cross join lateral (select c.kind in ('query', 'mutation')) as lives (is_live)
$$;
