-- Makes the functions of versions that have none; of all environments, or of one. What cannot be done, such as for a role that
-- is gone, is told and left.
create or replace function stopgap.create_missing_versions(env text default null)
returns void
language plpgsql
as $$
declare
  version stopgap.fn_version;
begin
  for version in select m.* from stopgap.missing_versions(env) m loop
    begin
      -- One half may have been dropped.
      perform stopgap.drop_function(p.oid)
      from pg_proc p
      where p.oid = to_regprocedure(format('stopgap_definer.%I(pg_catalog.jsonb)', version.version_key));
      perform stopgap.create_version_function(version);
    exception when others then
      perform stopgap.log('warn', format('stopgap cannot keep %I.%I of deployment %s: %s',
        version.live_fn_schema, version.live_fn_name, version.deployment_id, sqlerrm));
    end;
  end loop;
end
$$;
