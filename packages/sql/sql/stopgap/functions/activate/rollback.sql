create or replace function stopgap.rollback(env text, steps integer default 1, to_id bigint default null)
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('rollback', jsonb_build_object('env', env, 'steps', steps, 'to_id', to_id))
  returning result::bigint
$$;
comment on function stopgap.rollback(text, integer, bigint) is
  'Makes an earlier deployment active again: so many steps back, or the one named by to_id; returns its id';
