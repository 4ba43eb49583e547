-- Keeps the version of a live function that is about to be replaced or dropped, as a function of its own. It is the one of
-- the active deployment, or what an earlier deployment left live.
create or replace function stopgap.keep_version(live_schema name, live_name name, replaced_by text default null)
returns void
language plpgsql
as $$
declare
  version stopgap.fn_version;
begin
  select v.* into version
  from stopgap.environment e
  join stopgap.fn_version v
    on v.live_fn_schema = e.live_schema and v.live_fn_name = live_name and v.deployment_id <= e.active_deployment_id
  where e.live_schema = keep_version.live_schema
  order by v.deployment_id desc
  limit 1;
  if version.version_key <> coalesce(replaced_by, '') and stopgap.version_function(version.version_key) is null then
    perform stopgap.create_version_function(version);
  end if;
end
$$;
