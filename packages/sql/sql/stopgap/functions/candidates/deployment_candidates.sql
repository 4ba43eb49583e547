-- The functions of a deployment, in the form that those of a schema have before it.
create or replace function stopgap.deployment_candidates(deployment_id bigint)
returns stopgap.candidate[]
language sql stable
as $$
  select coalesce(array_agg(
    row(
      v.fn_name, v.artifact_hash, v.export_name, v.import_map, v.attributes, v.fn_schema,
      coalesce(v.function_path, 'api.legacy.' || v.fn_name), v.module_path, v.kind, v.roles, v.args_schema,
      v.result_schema, v.idempotent
    )::stopgap.candidate order by v.fn_name, v.function_path collate "C"
  ), '{}')
  from stopgap.fn_version v
  where v.deployment_id = deployment_candidates.deployment_id
$$;
