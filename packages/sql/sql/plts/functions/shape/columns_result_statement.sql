-- The statement for a result whose columns are OUT arguments or those of `returns table`.
create or replace function plts.columns_result_statement(function pg_proc)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  source text := case when function.proretset then 'json_to_recordset' else 'json_to_record' end;
  is_polymorphic boolean;
  definitions text;
  variable_definitions text;
  assignments text;
begin
  select
    bool_or(plts.is_polymorphic(c.type)),
    string_agg(format('%I %s', c.name, plts.type_name(c.type)), ', ' order by c.place),
    string_agg(format('%L, pg_catalog.pg_typeof($%s)', format('%I ', c.name), c.place), ', '', '', ' order by c.place),
    string_agg(format('$%s := plts_row.%I;', c.place, c.name), ' ' order by c.place)
  into is_polymorphic, definitions, variable_definitions, assignments
  from plts.result_columns(function) c;
  if function.proretset then
    return case when is_polymorphic then format(
        'return query execute pg_catalog.concat(''select * from pg_catalog.%s($1) as plts_rows ('', %s, '')'')'
          ' using plts_result::pg_catalog.json;',
        source, variable_definitions)
      else format(
        'return query select plts_rows.* from pg_catalog.%s(plts_result::pg_catalog.json) as plts_rows (%s);',
        source, definitions) end;
  end if;
  return concat_ws(E'\n    ',
    'declare plts_row record;',
    'begin',
    case when is_polymorphic then format(
        '  execute pg_catalog.concat(''select * from pg_catalog.%s($1) as plts_rows ('', %s, '')'')'
          ' into plts_row using plts_result::pg_catalog.json;',
        source, variable_definitions)
      else format(
        '  select plts_rows.* into plts_row from pg_catalog.%s(plts_result::pg_catalog.json) as plts_rows (%s);',
        source, definitions) end,
    '  ' || assignments,
    'end;');
end
$$;
