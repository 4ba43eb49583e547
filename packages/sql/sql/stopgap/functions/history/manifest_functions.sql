-- The functions of a deployment for its manifest, in order and by path. They are not stored there: for thousands of
-- functions they are megabytes, and their versions say all of it.
create or replace function stopgap.manifest_functions(deployment_id bigint)
returns jsonb
language sql stable
as $$
  select jsonb_build_object(
    'functions', coalesce(jsonb_agg(item order by fn_name), '[]'),
    'functions_by_path', coalesce(jsonb_object_agg(function_path, item) filter (where function_path is not null), '{}')
  )
  from (
    select v.fn_name, v.function_path, jsonb_build_object(
      'fn_name', v.fn_name,
      'function_path', v.function_path,
      'module_path', v.module_path,
      'export_name', v.export_name,
      'source_schema', v.fn_schema,
      'live_schema', v.live_fn_schema,
      'kind', v.kind,
      'artifact_hash', v.artifact_hash,
      'pointer', stopgap.live_pointer(v)
    ) || case when v.roles is null then '{}' else jsonb_build_object('roles', v.roles) end
    from stopgap.fn_version v
    where v.deployment_id = manifest_functions.deployment_id
  ) as items (fn_name, function_path, item)
$$;
