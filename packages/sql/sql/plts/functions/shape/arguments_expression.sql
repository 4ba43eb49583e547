-- A function's arguments as JSON text: the value of a single jsonb argument, else all of them in their order. A trigger's
-- are what PostgreSQL tells of the event.
create or replace function plts.arguments_expression(function pg_proc)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select case
    when function.prorettype = 'trigger'::regtype then
      'pg_catalog.json_build_object(''new'', new, ''old'', old, ''name'', tg_name, ''when'', tg_when, ''level'', tg_level, '
        '''op'', tg_op, ''table'', tg_table_name, ''schema'', tg_table_schema, ''args'', tg_argv)::pg_catalog.text'
    when function.prorettype = 'event_trigger'::regtype then
      'pg_catalog.json_build_array(tg_event, tg_tag)::pg_catalog.text'
    when plts.has_single_argument(function) then
      (select format('$%s::pg_catalog.text', p.place) from plts.parameters(function) p where p.mode in ('i', 'b'))
    else format('pg_catalog.json_build_array(%s)::pg_catalog.text', (
      select string_agg('$' || p.place, ', ' order by p.place)
      from plts.parameters(function) p
      where p.mode in ('i', 'b', 'v')))
  end
$$;
