-- Where a call leads whose live function a deployment has just replaced or dropped, as an error says; version_key is null
-- where that is not so.
create or replace function stopgap.replaced_route(code text, path text, deployment_id bigint)
returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  route record;
begin
  -- The last one is PostgreSQL's word for a function that was dropped after its call had been read.
  if code not in ('42883', '0A000', 'XX000') then
    return null;
  end if;
  select v.version_key, stopgap.live_function(v.live_fn_schema, v.live_fn_name) as live into route
  from stopgap.fn_version v
  where v.deployment_id = replaced_route.deployment_id and v.function_path = path;
  return case when stopgap.find_version(route.version_key, route.live) <> coalesce(route.live, 0) then route.version_key end;
end
$$;
