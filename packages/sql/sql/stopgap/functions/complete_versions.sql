-- For an installation that has just been upgraded: brings live functions up to date, and keeps the versions that are not
-- live. What cannot be done, such as for a role that is gone, is told and left.
create or replace function stopgap.complete_versions()
returns void
language plpgsql
as $$
declare
  version stopgap.fn_version;
begin
  for version in
    select o.*
    from stopgap.environment e
    cross join lateral stopgap.outdated_versions(e.active_deployment_id) o
  loop
    begin
      perform stopgap.materialize_function(version);
    exception when others then
      perform stopgap.log('warn', format('stopgap cannot renew %I.%I: %s', version.live_fn_schema, version.live_fn_name, sqlerrm));
    end;
  end loop;
  for version in
    select distinct on (v.version_key) v.*
    from stopgap.fn_version v
    where v.version_key is not null
      and stopgap.version_function(v.version_key) is null
      and not exists (
        select
        from stopgap.environment e
        join stopgap.fn_version a on a.deployment_id = e.active_deployment_id
        where a.version_key = v.version_key
      )
    order by v.version_key, v.deployment_id desc
  loop
    begin
      perform stopgap.create_version_function(version);
    exception when others then
      perform stopgap.log('warn', format('stopgap cannot keep %I.%I of deployment %s: %s',
        version.live_fn_schema, version.live_fn_name, version.deployment_id, sqlerrm));
    end;
  end loop;
end
$$;
