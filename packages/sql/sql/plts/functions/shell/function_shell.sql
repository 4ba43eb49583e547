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
    plts.shape_expression(p),
    plts.result_statement(p, case when knows_oid then 'plts_function::pg_catalog.text' else quote_literal(signature) end),
    case when not knows_oid then signature end,
    p.prorettype = 'trigger'::regtype)
  from pg_proc p, cast(function::regprocedure as text) as signature
  where p.oid = function
$$;
