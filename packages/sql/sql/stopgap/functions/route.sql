-- Where a path leads: the live function of the active deployment of an environment.
create or replace function stopgap.route(path text, env text)
returns table (live_schema name, live_name name, kind text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  env_name text := coalesce(env, stopgap.setting('default_env'), 'prod');
begin
  if path is null or path !~ '^api([.][A-Za-z0-9_]+){2,}$' then
    raise exception 'stopgap.call_fn invalid path ''%''; expected format api.<module_path>.<export_name>', path
      using errcode = 'invalid_parameter_value';
  end if;
  return query
    select v.live_fn_schema, v.live_fn_name, v.kind
    from stopgap.environment e
    join stopgap.fn_version v on v.deployment_id = e.active_deployment_id and v.function_path = path and v.live_fn_name is not null
    where e.env = env_name;
  if not found then
    return query select * from stopgap.legacy_route(path, env_name);
  end if;
end
$$;
