create or replace function stopgap.perform_activate(requested_as name, env text, deployment_id bigint)
returns bigint
language plpgsql
as $$
declare
  environment stopgap.environment := stopgap.await_environment(env);
begin
  if not exists (
    select from stopgap.deployment d where d.id = deployment_id and d.env = environment.env
  ) then
    raise exception 'stopgap activate target % does not belong to env %', deployment_id, env
      using errcode = 'undefined_object';
  elsif deployment_id = environment.active_deployment_id then
    raise exception 'stopgap activate target % is already active for env %', deployment_id, env
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform stopgap.switch_to(environment, deployment_id, requested_as);
  return deployment_id;
end
$$;
