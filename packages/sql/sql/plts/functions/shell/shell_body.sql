-- The body that runs instead of TypeScript: PL/pgSQL that calls the kernel and raises what it reports.
--
-- The kernel is called in a FROM clause on purpose. As a simple expression PL/pgSQL would keep the call's state for the
-- transaction, and plv8 ends every session when a second role runs the same function in it.
--
-- identity is an expression for the function itself: since PostgreSQL 16 a shell finds out its own oid, which stays right
-- when the function is renamed; before, it is given its signature. Arguments go by their place and variables are the inner
-- block's, so that a parameter may have any name; the columns of a result win over both.
create or replace function plts.shell_body(
  pointer jsonb,
  source_ts text,
  arguments text,
  shape text,
  result text,
  identity text,
  is_trigger boolean default false
)
returns text
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return concat_ws(E'\n',
    '-- plts ' || pointer::text,
    plts.comment_source(source_ts),
    '#variable_conflict use_column',
    'declare',
    format('  plts_call pg_catalog.text := %s;', plts.call_expression(pointer, identity)),
    case when identity is null then '  plts_function pg_catalog.oid;' end,
    '  plts_result pg_catalog.text;',
    case when is_trigger then '  plts_has_tables pg_catalog.bool := false;' end,
    'begin',
    case when is_trigger then plts.trigger_preparation() end,
    case when identity is null then '  get diagnostics plts_function = pg_routine_oid;' end,
    format('  select plts.invoke(plts_call, %s, %s%s)',
      arguments, case when identity is null then 'plts_function' else 'null' end, coalesce(', ' || shape, '')),
    '    into plts_result from (values (1)) as one_row;',
    '  if pg_catalog.starts_with(plts_result, ''!'') then',
    '    perform plts.raise_error(plts_result);',
    '  end if;',
    result,
    'end');
end
$$;
