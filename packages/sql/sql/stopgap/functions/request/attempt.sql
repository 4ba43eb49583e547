-- Deploys in a subtransaction; a failure is undone and kept as a failed deployment.
create or replace function stopgap.attempt(requested_as name, operation text, arguments jsonb)
returns jsonb
language plpgsql
as $$
declare
  draft stopgap.deployment;
  code text;
  message text;
  detail text;
  hint text;
  context text;
  error jsonb;
  -- What people call it: try_deploy is a deploy.
  name text := replace(operation, 'try_', '');
begin
  if operation = 'deploy_bundle' then
    return stopgap.perform_deploy_bundle(
      requested_as, arguments ->> 'env', arguments -> 'bundle', arguments ->> 'label', arguments -> 'options');
  end if;
  return stopgap.deploy_answer(stopgap.perform_deploy(
    requested_as, arguments ->> 'env', arguments ->> 'from_schema', arguments ->> 'label'));
exception
  -- These say that the whole transaction must be tried again, or that its turn has not come.
  when transaction_rollback or lock_not_available or insufficient_resources then
    raise;
  when others then
    get stacked diagnostics
      code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint,
      context = pg_exception_context;
    error := jsonb_build_object(
      'code', code, 'message', message, 'detail', nullif(detail, ''), 'hint', nullif(hint, ''),
      'step', stopgap.failed_step(context));
    perform stopgap.log('warn', format('stopgap %s to %s failed: %s', name, arguments ->> 'env', message));
    draft := stopgap.bundle_draft(requested_as, arguments ->> 'env', arguments -> 'bundle', arguments ->> 'label');
    draft.source_schema := arguments ->> 'from_schema';
    return stopgap.failure_answer(
      stopgap.perform_record_failure(draft, error || jsonb_build_object('at', 'stopgap.' || name)), error);
end
$$;
