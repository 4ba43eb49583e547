-- Where a call leads whose live function a deployment has just replaced or dropped, as an error says; version_key is null
-- where that is not so.
create or replace function stopgap.replaced_route(code text, path text, deployment_id bigint)
returns text
language plpgsql stable security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  version_key text;
begin
  if code in ('42883', '0A000') then
    select v.version_key into version_key
    from stopgap.fn_version v
    where v.deployment_id = replaced_route.deployment_id and v.function_path = path;
  end if;
  return case when stopgap.version_function(version_key) is not null then version_key end;
end
$$;
