-- What a trigger function does before it calls the kernel. Only a trigger that fires afterwards can have transition tables.
create or replace function plts.trigger_preparation()
returns text
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select concat_ws(E'\n',
    '  if tg_when operator(pg_catalog.=) ''AFTER'' then',
    '    plts_has_tables := exists (',
    '      select from pg_catalog.pg_trigger as t',
    '      where t.tgrelid operator(pg_catalog.=) tg_relid and t.tgname operator(pg_catalog.=) tg_name',
    '        and (t.tgnewtable is not null or t.tgoldtable is not null));',
    '  end if;',
    '  if plts_has_tables then',
    '    for plts_result in select plts.transition_tables(tg_relid, tg_name) loop',
    '      execute plts_result;',
    '    end loop;',
    '  end if;')
$$;
