-- The body for a function as it was declared: how its arguments go in, and how the result becomes its return type.
create or replace function plts.function_shell(function oid, pointer jsonb, source_ts text, knows_oid boolean)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select plts.shell_body(
    pointer,
    source_ts,
    plts.arguments_expression(p),
    plts.result_statement(p),
    case when not knows_oid then function::regprocedure::text end)
  from pg_proc p
  where p.oid = function
$$;
