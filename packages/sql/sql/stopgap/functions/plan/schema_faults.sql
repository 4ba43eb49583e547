-- What keeps the functions of a schema from being deployed together: [{function_path: null, step, code, message, detail, hint}].
create or replace function stopgap.schema_faults(from_schema text, candidates stopgap.candidate[])
returns jsonb
language plpgsql
as $$
declare
  code text;
  message text;
  detail text;
  hint text;
begin
  perform stopgap.refuse_overloads(from_schema);
  perform stopgap.check_imports(from_schema, candidates);
  return '[]';
exception
  when transaction_rollback or lock_not_available or insufficient_resources then
    raise;
  when others then
    get stacked diagnostics
      code = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    return jsonb_build_array(jsonb_build_object('function_path', null) || stopgap.fault(code, message, detail, hint));
end
$$;
