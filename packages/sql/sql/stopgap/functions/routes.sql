-- The functions of a deployment that a path may mean: the one of that path, else those without a path whose name ends it.
create or replace function stopgap.routes(deployment_id bigint, path text)
returns stopgap.fn_version[]
language plpgsql stable
as $$
declare
  found_routes stopgap.fn_version[] := array(
    select v from stopgap.fn_version v where v.deployment_id = routes.deployment_id and v.function_path = path
  );
begin
  if cardinality(found_routes) > 0 then
    return found_routes;
  end if;
  return array(
    select v
    from stopgap.fn_version v
    where v.deployment_id = routes.deployment_id
      and v.function_path is null and v.fn_name = regexp_replace(path, '^.*[.]', '')
  );
end
$$;
