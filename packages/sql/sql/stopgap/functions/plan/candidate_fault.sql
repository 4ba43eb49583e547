-- What the first of some functions that cannot be deployed is refused for; null where there is none.
create or replace function stopgap.candidate_fault(
  requested_as name,
  from_schema text,
  candidates stopgap.candidate[],
  active stopgap.candidate[]
)
returns jsonb
language plpgsql
as $$
declare
  code text;
  message text;
  detail text;
  hint text;
begin
  if from_schema is not null then
    perform stopgap.check_artifacts(from_schema, candidates, active);
  end if;
  perform stopgap.check_definers(requested_as, candidates);
  perform stopgap.check_candidate_roles(candidates);
  return null;
exception
  when transaction_rollback or lock_not_available or insufficient_resources then
    raise;
  when others then
    get stacked diagnostics
      code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    return stopgap.fault(code, message, detail, hint);
end
$$;
