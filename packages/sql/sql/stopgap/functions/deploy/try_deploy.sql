create or replace function stopgap.try_deploy(env text, from_schema text, label text default null)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('try_deploy', jsonb_build_object('env', env, 'from_schema', from_schema, 'label', label))
  returning result
$$;
comment on function stopgap.try_deploy(text, text, text) is
  'Deploys; a failure raises nothing and is kept as a failed deployment: {ok, deployment_id, error?}';
