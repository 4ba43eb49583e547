create or replace function stopgap.check_rollback_target(environment stopgap.environment, target_id bigint)
returns void
language plpgsql
as $$
declare
  target stopgap.deployment;
begin
  select * into target from stopgap.deployment d where d.id = target_id and d.env = environment.env;
  if not found then
    raise exception 'rollback target deployment % does not belong to env %', target_id, environment.env
      using errcode = 'undefined_object';
  elsif target.id = environment.active_deployment_id then
    raise exception 'stopgap rollback target % is already active for env %', target_id, environment.env
      using errcode = 'object_not_in_prerequisite_state';
  elsif target.status not in ('superseded', 'rolled_back') then
    raise exception 'stopgap rollback target % has invalid status %; expected superseded or rolled_back',
      target_id, target.status
      using errcode = 'object_not_in_prerequisite_state';
  end if;
end
$$;
