create or replace function stopgap.status(env text)
returns jsonb
language sql stable security definer
set search_path = pg_catalog, pg_temp
as $$
  select jsonb_build_object(
    'env', e.env,
    'live_schema', e.live_schema,
    'active_deployment_id', e.active_deployment_id,
    'updated_at', e.updated_at,
    'active_deployment', stopgap.describe_deployment(e.active_deployment_id)
  )
  from stopgap.environment e
  where e.env = status.env
$$;
comment on function stopgap.status(text) is
  'An environment with its active deployment; null where there is no such environment';
