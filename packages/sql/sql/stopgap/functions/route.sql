-- Where a path leads: the live function of the active deployment of an environment.
create or replace function stopgap.route(path text, env text)
returns table (live_schema name, live_name name, kind text)
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  environment stopgap.environment;
  env_name text := coalesce(env, stopgap.setting('default_env'), 'prod');
  routes stopgap.fn_version[];
begin
  if path is null or path !~ '^api([.][A-Za-z0-9_]+){2,}$' then
    raise exception 'stopgap.call_fn invalid path ''%''; expected format api.<module_path>.<export_name>', path
      using errcode = 'invalid_parameter_value';
  end if;
  select * into environment from stopgap.environment e where e.env = env_name;
  if not found then
    raise exception 'stopgap.call_fn missing deployment environment ''%''; run stopgap.deploy first', env_name
      using errcode = 'undefined_object';
  end if;
  if environment.active_deployment_id is null then
    raise exception 'stopgap.call_fn environment ''%'' has no active deployment; run stopgap.deploy first', env_name
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  routes := stopgap.routes(environment.active_deployment_id, path);
  if cardinality(routes) = 0 then
    raise exception 'stopgap.call_fn unknown path ''%'' for env ''%'' deployment %',
      path, env_name, environment.active_deployment_id
      using errcode = 'undefined_function';
  end if;
  if cardinality(routes) > 1 then
    raise exception 'stopgap.call_fn ambiguous legacy route metadata for deployment % export ''%''',
      environment.active_deployment_id, regexp_replace(path, '^.*[.]', '')
      using errcode = 'ambiguous_function';
  end if;
  return query select routes[1].live_fn_schema, routes[1].live_fn_name, routes[1].kind;
end
$$;
