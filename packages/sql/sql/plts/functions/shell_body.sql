-- The body that runs instead of TypeScript: PL/pgSQL that calls the kernel and raises what it reports.
--
-- The kernel is called in a FROM clause on purpose. As a simple expression PL/pgSQL would keep the call's state for the
-- transaction, and plv8 ends every session when a second role runs the same function in it.
--
-- identity is an expression for the function itself: since PostgreSQL 16 a shell finds out its own oid, which stays right
-- when the function is renamed; before, it is given its signature.
create or replace function plts.shell_body(
  pointer jsonb,
  source_ts text,
  arguments text,
  result text,
  identity text
)
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(E'\n',
    '-- plts ' || pointer::text,
    plts.comment_source(source_ts),
    'declare',
    case when identity is null then '  plts_function pg_catalog.oid;' end,
    '  plts_result pg_catalog.text;',
    'begin',
    case when identity is null then '  get diagnostics plts_function = pg_routine_oid;' end,
    format('  select plts.invoke(%L, %s,', pointer::text, arguments),
    '    pg_catalog.concat(',
    concat_ws(E', E''\\x1f'',\n', variadic array(
      select format('      pg_catalog.current_setting(%L, true)', name)
      from unnest(array[
        'plts.max_runtime_ms', 'plts.max_sql_bytes', 'plts.max_params', 'plts.max_query_rows', 'plts.log_level',
        'plts.isolation', 'standard_conforming_strings']) with ordinality as settings (name, place)
      order by place) || format('      %s', coalesce(quote_literal(identity), 'plts_function'))) || '))',
    '    into plts_result from (values (1)) as one_row;',
    '  if pg_catalog.starts_with(plts_result, ''!'') then',
    '    perform plts.raise_error(plts_result);',
    '  end if;',
    '  ' || result,
    'end')
$$;
