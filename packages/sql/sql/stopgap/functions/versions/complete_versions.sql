-- For an installation that has just been upgraded: brings live functions up to date, and keeps the versions that are not
-- live. What cannot be done, such as for a role that is gone, is told and left.
create or replace function stopgap.complete_versions()
returns void
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  version stopgap.fn_version;
begin
  perform from stopgap.environment e order by e.env for update;
  for version in
    select o.*
    from stopgap.environment e
    cross join lateral stopgap.outdated_versions(e.active_deployment_id) o
  loop
    begin
      perform stopgap.materialize_function(version);
      perform stopgap.grant_live_functions(array[version]);
    exception when others then
      perform stopgap.log('warn', format('stopgap cannot renew %I.%I: %s', version.live_fn_schema, version.live_fn_name, sqlerrm));
    end;
  end loop;
  perform stopgap.create_missing_versions();
end
$$;
comment on function stopgap.complete_versions() is
  'Brings live functions up to date after an upgrade, and keeps the versions that are not live';
