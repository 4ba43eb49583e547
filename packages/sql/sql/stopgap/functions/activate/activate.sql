create or replace function stopgap.activate(env text, deployment_id bigint)
returns bigint
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('activate', jsonb_build_object('env', env, 'deployment_id', deployment_id))
  returning result::bigint
$$;
comment on function stopgap.activate(text, bigint) is
  'Makes a deployment active that is sealed, superseded or rolled back; returns its id';
