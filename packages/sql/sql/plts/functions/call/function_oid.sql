-- The function that a shell says it is: by its oid, or before PostgreSQL 16 by its signature. Null where there is none: a
-- signature is out of date when the function or a type in it has been renamed.
create or replace function plts.function_oid(identity text)
returns oid
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
begin
  return case when identity ~ '^[0-9]+$' then identity::oid else to_regprocedure(identity)::oid end;
exception when undefined_object or invalid_schema_name then
  return null;
end
$$;
