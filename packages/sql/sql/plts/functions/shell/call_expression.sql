-- What a shell tells the kernel of every call: the pointer, and after it the settings where any is set. A deployed function
-- also tells which version of it is wanted, and then what it is itself.
--
-- PL/pgSQL keeps the state of this expression for the transaction, which makes it many times as fast as it is inside of the
-- statement that calls the kernel. To look at the settings costs less than to write them.
create or replace function plts.call_expression(pointer jsonb, identity text)
returns text
language plpgsql immutable
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select format(E'case\n    when coalesce(\n      %1$s)\n      is null%2$s then %3$L\n'
      '    else pg_catalog.concat(%4$L, E''\\x1f'',\n      %5$s)\n  end',
      string_agg(setting, E',\n      ' order by place) filter (where not is_pin),
      string_agg(E'\n      and (' || setting || ' operator(pg_catalog.<>) '''') is not true', '') filter (where is_pin),
      call - 'live',
      call,
      string_agg(setting, E', E''\\x1f'',\n      ' order by place))
    from (
      select
        place,
        name = 'stopgap.deployment_id' as is_pin,
        format('pg_catalog.current_setting(%L, true)', name) as setting,
        -- The mode matters only where something is imported.
        pointer - '{plts,kind}'::text[] - case when pointer ? 'import_map' then '' else 'mode' end
          || jsonb_strip_nulls(jsonb_build_object('function', identity)) as call
      from unnest(array[
        'plts.max_runtime_ms', 'plts.max_sql_bytes', 'plts.max_params', 'plts.max_query_rows', 'plts.log_level',
        'plts.isolation', 'stopgap.deployment_id']) with ordinality as settings (name, place)
      where name <> 'stopgap.deployment_id' or pointer ->> 'mode' in ('stopgap_deployed', 'stopgap_version')
    ) as settings
    group by call
  );
end
$$;
