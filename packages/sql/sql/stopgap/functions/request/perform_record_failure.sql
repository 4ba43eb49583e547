-- Keeps a failed deployment. Its draft says what was to be deployed, and by whom.
create or replace function stopgap.perform_record_failure(draft stopgap.deployment, error jsonb)
returns bigint
language plpgsql
as $$
declare
  failed_id bigint;
begin
  if jsonb_typeof(error -> 'message') is distinct from 'string' then
    raise exception 'stopgap.record_failure requires an error with a message, such as {"message": "connection lost"}'
      using errcode = 'invalid_parameter_value';
  end if;
  perform stopgap.create_environment(draft.env);
  failed_id := stopgap.open_deployment(draft,
    (select e.live_schema from stopgap.environment e where e.env = draft.env));
  update stopgap.deployment d
  set manifest = d.manifest || jsonb_build_object('error', jsonb_build_object('at', 'stopgap.deploy') || error)
  where d.id = failed_id;
  perform stopgap.transition(failed_id, 'failed');
  return failed_id;
end
$$;
