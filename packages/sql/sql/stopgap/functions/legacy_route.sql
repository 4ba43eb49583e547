-- Where a path leads that no function has: to the only function without a path whose name ends it. Says what is wrong
-- where there is none.
create or replace function stopgap.legacy_route(path text, env text)
returns table (live_schema name, live_name name, kind text)
language plpgsql stable
as $$
declare
  environment stopgap.environment;
  wanted text := regexp_replace(path, '^.*[.]', '');
  routes stopgap.fn_version[];
begin
  select * into environment from stopgap.environment e where e.env = legacy_route.env;
  if not found then
    raise exception 'stopgap.call_fn missing deployment environment ''%''; run stopgap.deploy first', env
      using errcode = 'undefined_object';
  elsif environment.active_deployment_id is null then
    raise exception 'stopgap.call_fn environment ''%'' has no active deployment; run stopgap.deploy first', env
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  routes := array(
    select v
    from stopgap.fn_version v
    where v.deployment_id = environment.active_deployment_id
      and v.function_path is null
      and v.live_fn_name is not null
      and v.fn_name = wanted
  );
  if cardinality(routes) = 0 then
    raise exception 'stopgap.call_fn unknown path ''%'' for env ''%'' deployment %',
      path, env, environment.active_deployment_id
      using errcode = 'undefined_function';
  elsif cardinality(routes) > 1 then
    raise exception 'stopgap.call_fn ambiguous legacy route metadata for deployment % export ''%''',
      environment.active_deployment_id, wanted
      using errcode = 'ambiguous_function';
  end if;
  return query select r.live_fn_schema, r.live_fn_name, r.kind from unnest(routes) r;
end
$$;
