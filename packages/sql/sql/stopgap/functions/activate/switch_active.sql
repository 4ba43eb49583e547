-- Makes a deployment the active one of its environment, and logs it.
create or replace function stopgap.switch_active(environment stopgap.environment, to_id bigint, requested_as name)
returns void
language plpgsql
as $$
declare
  from_id bigint := environment.active_deployment_id;
begin
  if from_id is not null then
    update stopgap.environment e set active_deployment_id = null where e.env = environment.env;
    perform stopgap.transition(from_id, case when to_id < from_id then 'rolled_back' else 'superseded' end);
  end if;
  perform stopgap.transition(to_id, 'active');
  update stopgap.environment e
  set active_deployment_id = to_id, updated_at = clock_timestamp()
  where e.env = environment.env;
  insert into stopgap.activation_log (env, from_deployment_id, to_deployment_id, activated_as, request_id)
  values (environment.env, from_id, to_id, requested_as, stopgap.request_id());
end
$$;
