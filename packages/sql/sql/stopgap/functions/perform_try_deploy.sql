-- Deploys in a subtransaction; a failure is undone and kept as a failed deployment.
create or replace function stopgap.perform_try_deploy(requested_as name, env text, from_schema text, label text)
returns jsonb
language plpgsql
as $$
declare
  deployment_id bigint;
  code text;
  message text;
  detail text;
  hint text;
  error jsonb;
begin
  deployment_id := stopgap.perform_deploy(requested_as, env, from_schema, label);
  return (
    select jsonb_build_object('ok', true, 'deployment_id', d.id,
      'previous_deployment_id', d.manifest -> 'previous_deployment_id', 'summary', d.manifest -> 'summary')
    from stopgap.deployment d
    where d.id = deployment_id
  );
exception
  -- These say that the whole transaction must be tried again, or that its turn has not come.
  when transaction_rollback or lock_not_available or insufficient_resources then
    raise;
  when others then
    get stacked diagnostics
      code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    error := jsonb_build_object(
      'code', code, 'message', message, 'detail', nullif(detail, ''), 'hint', nullif(hint, ''));
    perform stopgap.log('warn', format('stopgap deploy to %s failed: %s', env, message));
    return jsonb_build_object(
      'ok', false,
      'deployment_id', stopgap.perform_record_failure(requested_as, env, from_schema, label, error),
      'error', error);
end
$$;
