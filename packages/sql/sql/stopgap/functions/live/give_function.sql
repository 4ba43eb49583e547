-- Makes a live function another role's. PostgreSQL wants the new owner to be allowed to create in the schema meanwhile.
create or replace function stopgap.give_function(live_schema name, live_name name, new_owner name)
returns void
language plpgsql
as $$
declare
  may_create boolean := has_schema_privilege(new_owner, live_schema, 'create');
begin
  if not may_create then
    execute format('grant create on schema %I to %I', live_schema, new_owner);
  end if;
  execute format('alter function %I.%I(pg_catalog.jsonb) owner to %I', live_schema, live_name, new_owner);
  if not may_create then
    execute format('revoke create on schema %I from %I', live_schema, new_owner);
  end if;
end
$$;
