-- The statements that return what a trigger function makes of the row: the kernel says `null` to skip it, gives the columns
-- that change, or nothing. A column that does not change stays the very value that it was.
create or replace function plts.trigger_result_statement(identity text)
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(E'\n',
    '  if plts_has_tables then',
    '    perform plts.drop_transition_tables(tg_relid, tg_name);',
    '  end if;',
    '  if tg_level operator(pg_catalog.=) ''STATEMENT'' or plts_result operator(pg_catalog.=) ''null'' then',
    '    return null;',
    '  elsif tg_op operator(pg_catalog.=) ''DELETE'' then',
    '    return old;',
    '  elsif plts_result is null then',
    '    return new;',
    '  end if;',
    '  begin',
    '    return pg_catalog.json_populate_record(new, plts_result::pg_catalog.json);',
    '  exception when others then',
    format('    perform plts.refuse_result(%s, plts_result, sqlstate, sqlerrm, tg_relid);', identity),
    '  end;')
$$;
