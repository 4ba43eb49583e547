-- Refuses to go on where another deployment is active than whoever asks has seen. Its code says what is to be done: look
-- again.
create or replace function stopgap.check_active(environment stopgap.environment, options jsonb)
returns void
language plpgsql
as $$
declare
  expected text := options ->> 'expected_active_deployment_id';
begin
  if options ? 'expected_active_deployment_id' and expected is distinct from environment.active_deployment_id::text then
    raise exception 'stopgap.deploy_bundle expected % to be active in env %, found %',
      coalesce('deployment ' || expected, 'no deployment'), environment.env,
      coalesce('deployment ' || environment.active_deployment_id, 'none')
      using errcode = 'serialization_failure', constraint = 'stopgap_expectation', hint = 'Compare with what is active now, and deploy again.';
  end if;
end
$$;
