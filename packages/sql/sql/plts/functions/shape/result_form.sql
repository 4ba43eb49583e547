-- How a function's result leaves the kernel:
--
-- - void, event_trigger: not at all
-- - trigger: as an object with the columns that change
-- - json: as it is
-- - scalar: as JSON whose text is that of the value
-- - value, values: as {"value": ...}, or as an array of those
-- - row, rows: as an object with the columns, or as an array of those
create or replace function plts.result_form(function pg_proc)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when t.oid in ('trigger'::regtype, 'event_trigger'::regtype, 'void'::regtype) then t.typname
    when t.typtype = 'c' or exists (select from plts.result_columns(function)) then
      case when function.proretset then 'rows' else 'row' end
    when function.proretset then 'values'
    when t.oid in ('json'::regtype, 'jsonb'::regtype) then 'json'
    when t.typtype = 'p' or t.typsubscript = 'array_subscript_handler'::regproc then 'value'
    else 'scalar'
  end
  from pg_type t
  where t.oid = plts.base_type(plts.result_type(function))
$$;
