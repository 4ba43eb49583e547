-- What statements of a version carry: its path, and the deployment that brought it. Nothing that differs between deployments
-- with the same version, because such ones share the function.
create or replace function stopgap.statement_label(version stopgap.fn_version)
returns jsonb
language plpgsql immutable
as $$
begin
  return jsonb_build_object('label', jsonb_strip_nulls(jsonb_build_object(
    'path', coalesce(version.function_path, format('%s.%s', version.live_fn_schema, version.live_fn_name)),
    'deployment', version.since_deployment_id)));
end
$$;
