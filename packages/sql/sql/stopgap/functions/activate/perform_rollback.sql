create or replace function stopgap.perform_rollback(requested_as name, env text, steps integer, to_id bigint)
returns bigint
language plpgsql
as $$
declare
  environment stopgap.environment;
  target_id bigint;
begin
  if coalesce(steps, 1) < 1 then
    raise exception 'stopgap.rollback requires steps >= 1' using errcode = 'invalid_parameter_value';
  end if;
  environment := stopgap.await_environment(env);
  if environment.active_deployment_id is null then
    raise exception 'cannot rollback env %: environment missing or has no active deployment', env
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  target_id := coalesce(to_id, stopgap.rollback_target(environment, coalesce(steps, 1)));
  if target_id is null then
    raise exception 'cannot rollback env % by % step(s): no prior deployment available', env, coalesce(steps, 1)
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform stopgap.check_rollback_target(environment, target_id);
  perform stopgap.switch_to(environment, target_id, requested_as);
  return target_id;
end
$$;
