create or replace function stopgap.record_failure(env text, label text, error jsonb)
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('record_failure', jsonb_build_object('env', env, 'label', label, 'error', error))
  returning result::bigint
$$;
comment on function stopgap.record_failure(text, text, jsonb) is
  'Keeps a failure as a failed deployment, whose id it returns; the error has a message at least';
