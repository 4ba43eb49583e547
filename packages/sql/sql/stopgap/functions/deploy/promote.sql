create or replace function stopgap.promote(from_env text, to_env text, label text default null)
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('promote', jsonb_build_object('from_env', from_env, 'to_env', to_env, 'label', label))
  returning result::bigint
$$;
comment on function stopgap.promote(text, text, text) is
  'Deploys to an environment what is active in another one, byte for byte; returns the id of the new deployment';
