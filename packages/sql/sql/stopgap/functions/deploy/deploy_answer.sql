-- What a deploy tells of the deployment that it has made.
create or replace function stopgap.deploy_answer(deployment_id bigint)
returns jsonb
language sql
as $$
  select jsonb_build_object(
    'ok', true,
    'deployment_id', d.id,
    'previous_deployment_id', d.manifest -> 'previous_deployment_id',
    'is_unchanged', false,
    'summary', d.manifest -> 'summary',
    'prune', d.manifest -> 'prune'
  )
  from stopgap.deployment d
  where d.id = deployment_id
$$;
