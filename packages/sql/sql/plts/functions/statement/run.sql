-- Runs a statement for an engine that loses the SQLSTATE of an error: `!` and JSON tell what went wrong.
create or replace function plts.run(statement text, selects boolean)
returns text
language plpgsql
as $$
declare
  result text;
  error_code text;
  error_message text;
  error_detail text;
  error_hint text;
begin
  if selects then
    execute statement into result;
  else
    execute statement;
  end if;
  return result;
exception when query_canceled or others then
  get stacked diagnostics
    error_code = returned_sqlstate,
    error_message = message_text,
    error_detail = pg_exception_detail,
    error_hint = pg_exception_hint;
  return '!' operator(pg_catalog.||) pg_catalog.json_strip_nulls(pg_catalog.json_build_object(
    'code', error_code,
    'message', error_message,
    'detail', nullif(error_detail, ''),
    'hint', nullif(error_hint, '')))::pg_catalog.text;
end
$$;
