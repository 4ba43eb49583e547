-- Makes the live schema the owner's again, where that one may do so. Where not, ensure_live_schema says who can.
create or replace function stopgap.take_live_schema(live_schema name)
returns void
language plpgsql
as $$
declare
  schema_owner oid := (select n.nspowner from pg_namespace n where n.nspname = live_schema);
begin
  if schema_owner <> (select r.oid from pg_roles r where r.rolname = current_user)
    and pg_has_role(schema_owner, 'usage')
  then
    execute format('alter schema %I owner to %I', live_schema, current_user);
  end if;
end
$$;
