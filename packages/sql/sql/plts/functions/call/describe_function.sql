-- What the kernel tells a handler of its function. Before PostgreSQL 16 a shell knows its signature only. pin: what the call
-- has been told of the version that it is to run.
create or replace function plts.describe_function(identity text, pin text default '')
returns text
language plpgsql stable strict
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select (jsonb_build_object('oid', p.oid::bigint, 'schema', n.nspname, 'name', p.proname)
      || coalesce(plts.ask_hook('describe_function', p.oid, jsonb_build_object('pin', pin)), '{}'))::text
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where p.oid = plts.function_oid(identity)
  );
end
$$;
