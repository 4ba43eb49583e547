-- The statements that return the kernel's answer as what the function was declared to return.
--
-- An answer goes through json, not jsonb, which would change what is in a column of type json. Where it does not fit, the
-- error says where. Types that only the call knows are put into the statement then.
create or replace function plts.result_statement(function pg_proc, identity text)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  form text := plts.result_form(function);
  type oid := plts.result_type(function);
  type_name text := plts.type_name(type);
  -- The variable of a single OUT argument, or of the result of a function whose result type only the call knows.
  target text := coalesce(
    (select '$' || min(p.place) from plts.parameters(function) p where p.mode in ('o', 'b') having count(*) = 1),
    case when plts.is_polymorphic(type) then '$0' end);
  has_columns boolean := exists (select from plts.result_columns(function));
  statements text;
begin
  if form = 'trigger' then
    return plts.trigger_result_statement(identity);
  elsif form in ('void', 'event_trigger') then
    return '  return;';
  elsif form = 'json' and type = plts.base_type(type) and target is null then
    return format('  return plts_result::%s;', type_name);
  end if;
  if has_columns then
    statements := plts.columns_result_statement(function);
  elsif plts.is_polymorphic(type) then
    statements := format(
      case when function.proretset
        then 'return query execute plts.value_query(pg_catalog.pg_typeof(%s), true) using plts_result::pg_catalog.json;'
        else 'execute plts.value_query(pg_catalog.pg_typeof(%1$s), false) into %1$s using plts_result::pg_catalog.json;' end,
      target);
  else
    -- A domain is given its value afterwards: a null of its own might not be allowed.
    statements := format(
      case form
        when 'rows' then
          'return query select (plts_rows::%2$s).* from pg_catalog.json_populate_recordset(null::%3$s, %4$s) as plts_rows;'
        when 'values' then 'return query select plts_rows.value from pg_catalog.json_to_recordset(%4$s) as plts_rows (value %2$s);'
        when 'row' then '%1$s (pg_catalog.json_populate_record(null::%3$s, %4$s))::%2$s;'
        when 'value' then '%1$s (select plts_rows.value from pg_catalog.json_to_record(%4$s) as plts_rows (value %2$s));'
        when 'json' then '%1$s plts_result::%2$s;'
        else '%1$s (%4$s operator(pg_catalog.#>>) ''{}'')::%2$s;' end,
      coalesce(target || ' :=', 'return'),
      type_name,
      plts.type_name(plts.base_type(type)),
      'plts_result::pg_catalog.json');
  end if;
  return concat_ws(E'\n',
    '  begin',
    '    ' || statements,
    '  exception when others then',
    format('    perform plts.refuse_result(%s, plts_result, sqlstate, sqlerrm);', identity),
    '  end;',
    case when target = '$0' and not function.proretset then '  return $0;' when function.proretset then '  return;' end);
end
$$;
