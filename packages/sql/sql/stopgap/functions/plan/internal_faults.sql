-- The functions that would become internal and cannot, because something uses what is live of them.
create or replace function stopgap.internal_faults(environment stopgap.environment, candidates stopgap.candidate[])
returns jsonb
language sql stable
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('function_path', c.function_path)
      || stopgap.fault(
        '2BP01',
        format('stopgap deploy cannot make %I.%I internal: it is used by %s',
          environment.live_schema, u.fn_name, array_to_string(u.dependents, ', ')),
        array_to_string(u.dependents, E'\n'),
        'Drop or change what uses it first.')
    order by c.function_path), '[]')
  from unnest(candidates) c
  join stopgap.unused_functions(environment.env, null, 0) u on u.fn_name = c.fn_name
  where c.kind in ('internalQuery', 'internalMutation') and cardinality(u.dependents) > 0
$$;
