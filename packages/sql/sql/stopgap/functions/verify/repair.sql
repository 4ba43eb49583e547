create or replace function stopgap.repair(env text)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('repair', jsonb_build_object('env', env))
  returning result
$$;
comment on function stopgap.repair(text) is
  'Makes what is live what the active deployment says: {is_ok, repaired, remaining}; what is as it should be is not touched';
