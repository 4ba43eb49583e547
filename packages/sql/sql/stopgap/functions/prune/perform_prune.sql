create or replace function stopgap.perform_prune(env text, dry_run boolean)
returns jsonb
language plpgsql
as $$
declare
  environment stopgap.environment := stopgap.await_environment(env);
begin
  if environment.active_deployment_id is null then
    raise exception 'cannot prune env %: environment missing or has no active deployment', env
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  if not dry_run then
    perform stopgap.remember_grants(environment);
  end if;
  return jsonb_build_object('env', env, 'deployment_id', environment.active_deployment_id, 'dry_run', dry_run)
    || stopgap.prune_unused(env, environment.active_deployment_id, dry_run);
end
$$;
