-- Keeps a deployment from garbage collection until a time, or no longer (null).
create or replace function stopgap.perform_pin(requested_as name, deployment_id bigint, until timestamptz)
returns jsonb
language plpgsql
as $$
declare
  pinned stopgap.deployment;
begin
  if until <= clock_timestamp() then
    raise exception 'stopgap.pin requires a time to come, found %', until
      using errcode = 'invalid_parameter_value', hint = 'Null takes a pin away; infinity keeps the deployment for good.';
  end if;
  -- After the environment, as everybody does who changes deployments.
  perform stopgap.lock_environment(d.env) from stopgap.deployment d where d.id = deployment_id;
  update stopgap.deployment d
  set pinned_until = until,
    pinned_by = case when until is not null then session_user end,
    pinned_as = case when until is not null then requested_as end
  where d.id = deployment_id
  returning d.* into pinned;
  if not found then
    raise exception 'deployment id % does not exist', coalesce(deployment_id::text, 'null')
      using errcode = 'undefined_object', hint = 'stopgap.deployments(env) has those that are kept.';
  end if;
  return jsonb_build_object('deployment_id', pinned.id, 'env', pinned.env, 'pinned_until', pinned.pinned_until);
end
$$;
