-- A function's arguments as JSON text: the value of a single jsonb argument, else all by position and by name.
create or replace function plts.arguments_expression(function pg_proc)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when function.pronargs = 1 and function.proargtypes[0] = 'jsonb'::regtype then '$1::pg_catalog.text'
    else format(
      'pg_catalog.json_build_object(''positional'', pg_catalog.json_build_array(%s), '
        '''named'', pg_catalog.json_build_object(%s))::pg_catalog.text',
      (select string_agg('$' || place, ', ' order by place)
        from generate_series(1, function.pronargs) as place),
      (select string_agg(format('%L, $%s', name, place), ', ' order by place)
        from unnest(function.proargnames) with ordinality as names (name, place)
        where place <= function.pronargs and name <> ''))
  end
$$;
