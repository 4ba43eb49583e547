-- Runs a statement and returns how many rows it changed, as text.
create or replace function plts.execute_statement(statement text)
returns text
language plpgsql
as $$
declare
  changed bigint;
begin
  execute statement;
  get diagnostics changed = row_count;
  return changed::pg_catalog.text;
end
$$;
