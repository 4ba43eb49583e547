-- Runs a statement that selects, refuses it all writes, and undoes all that it did: the error at its end is raised for that
-- alone. What went wrong is told as by plts.run.
create or replace function plts.run_undone(statement text)
returns text
language plpgsql
as $$
declare
  result text;
  finished boolean := false;
  error_message text;
  error_detail text;
  error_hint text;
begin
  -- Until the end of the block. An assignment costs a fifth of the command.
  result := pg_catalog.set_config('transaction_read_only', 'on', true);
  execute statement into result;
  finished := true;
  raise sqlstate 'SG000';
exception when query_canceled or others then
  if finished and sqlstate operator(pg_catalog.=) 'SG000' then
    return result;
  end if;
  get stacked diagnostics
    error_message = message_text,
    error_detail = pg_exception_detail,
    error_hint = pg_exception_hint;
  return '!' operator(pg_catalog.||) pg_catalog.json_strip_nulls(pg_catalog.json_build_object(
    'code', sqlstate,
    'message', error_message,
    'detail', nullif(error_detail, ''),
    'hint', nullif(error_hint, '')))::pg_catalog.text;
end
$$;
