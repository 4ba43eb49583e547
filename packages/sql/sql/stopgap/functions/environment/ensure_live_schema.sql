create or replace function stopgap.ensure_live_schema(live_schema name)
returns void
language plpgsql
as $$
declare
  schema_owner name := (select pg_get_userbyid(n.nspowner) from pg_namespace n where n.nspname = live_schema);
begin
  if schema_owner is null then
    -- The right to a database does not come along when the database is copied or restored.
    if not has_database_privilege(current_database(), 'create') then
      raise exception 'stopgap cannot create the live schema %: % may not create schemas in this database',
        live_schema, current_user
        using errcode = 'insufficient_privilege',
          hint = format('Install again, or: grant create on database %I to %I', current_database(), current_user);
    end if;
    execute format('create schema %I', live_schema);
    perform stopgap.restore_grants(live_schema, array[null]::name[]);
  elsif schema_owner <> current_user then
    raise exception 'permission denied for stopgap deploy: compatibility live schema % is owned by % (expected %); '
      'extension-managed wrappers must remain stopgap-owned', live_schema, schema_owner, current_user
      using errcode = 'insufficient_privilege',
        hint = format('alter schema %I owner to %I, or set stopgap.live_schema to another name',
          live_schema, current_user);
  end if;
  if has_schema_privilege('public', live_schema, 'usage') or has_schema_privilege('public', live_schema, 'create') then
    execute format('revoke all on schema %I from public', live_schema);
  end if;
  if not has_schema_privilege(:'app', live_schema, 'usage')
    or not has_schema_privilege(:'deployer', live_schema, 'usage')
  then
    execute format('grant usage on schema %I to %I, %I', live_schema, :'app', :'deployer');
  end if;
end
$$;
