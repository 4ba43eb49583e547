create or replace function stopgap.deploy_bundle(
  env text,
  bundle jsonb,
  label text default null,
  options jsonb default '{}'
)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('deploy_bundle', jsonb_build_object(
    'env', env, 'bundle', bundle, 'label', label, 'options', coalesce(options, '{}')))
  returning result
$$;
comment on function stopgap.deploy_bundle(text, jsonb, text, jsonb) is
  'Makes the functions of a project live in an environment: {ok, deployment_id, previous_deployment_id, is_unchanged, summary}';
