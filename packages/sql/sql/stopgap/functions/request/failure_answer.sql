-- What a deploy tells that has failed and was kept.
create or replace function stopgap.failure_answer(deployment_id bigint, error jsonb)
returns jsonb
language sql immutable
as $$
  select jsonb_build_object('ok', false, 'deployment_id', deployment_id, 'error', error)
$$;
