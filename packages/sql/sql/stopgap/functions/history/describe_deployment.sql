create or replace function stopgap.describe_deployment(deployment_id bigint)
returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select stopgap.deployment_json(d) || jsonb_build_object(
    'env', d.env,
    'is_active', d.status = 'active',
    'manifest', d.manifest || stopgap.manifest_functions(d.id))
  from stopgap.deployment d
  where d.id = deployment_id
$$;
comment on function stopgap.describe_deployment(bigint) is
  'A deployment with its functions; null where there is no such deployment';
