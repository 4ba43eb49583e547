-- Where a path leads that no function has: to the only function without a path whose name ends it. Says what is wrong
-- where there is none.
create or replace function stopgap.legacy_route(path text, env text, deployment_id bigint)
returns table (live_schema name, live_name name, kind text, roles name[], version_key text)
language plpgsql stable
as $$
declare
  wanted text := regexp_replace(path, '^.*[.]', '');
  routes stopgap.fn_version[];
begin
  routes := array(
    select v
    from stopgap.fn_version v
    where v.deployment_id = legacy_route.deployment_id
      and v.function_path is null
      and v.live_fn_name is not null
      and v.fn_name = wanted
  );
  if cardinality(routes) = 0 then
    raise exception 'stopgap.call_fn unknown path ''%'' for env ''%'' deployment %', path, env, deployment_id
      using errcode = 'undefined_function';
  elsif cardinality(routes) > 1 then
    raise exception 'stopgap.call_fn ambiguous legacy route metadata for deployment % export ''%''', deployment_id, wanted
      using errcode = 'ambiguous_function';
  end if;
  return query select r.live_fn_schema, r.live_fn_name, r.kind, r.roles, r.version_key from unnest(routes) r;
end
$$;
