-- The function that a shell says it is: by its oid, or before PostgreSQL 16 by its signature. Null where there is none.
create or replace function plts.function_oid(identity text)
returns oid
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select case when identity ~ '^[0-9]+$' then identity::oid else to_regprocedure(identity)::oid end
$$;
