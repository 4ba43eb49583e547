-- What the kernel has to know of a function's shape, as an expression for JSON text: the names of its arguments, how its
-- result leaves, and with which columns. Null for a function that takes one jsonb argument and returns a plain value.
--
-- The columns of a row type are looked at in every call: they change with the type.
create or replace function plts.shape_expression(function pg_proc)
returns text
language plpgsql stable
set search_path = pg_catalog, pg_temp
as $$
declare
  form text := plts.result_form(function);
  names json := case form
    when 'trigger' then null
    when 'event_trigger' then '["event", "tag"]'
    else (
      select coalesce(json_agg(p.name order by p.place), '[]')
      from plts.parameters(function) p
      where p.mode in ('i', 'b', 'v')) end;
  columns json := (
    select json_object(array_agg(c.name order by c.place), array_agg(null::text)) from plts.result_columns(function) c);
  members text[] := array_remove(array[
    case when not plts.has_single_argument(function) then '"names": ' || names end,
    case when form in ('trigger', 'value', 'values', 'row', 'rows') then '"returns": ' || to_json(form) end,
    '"columns": ' || columns], null);
begin
  if form in ('row', 'rows') and columns is null then
    return format(
      'pg_catalog.concat(%L, pg_catalog.row_to_json(pg_catalog.json_populate_record(null::%s, ''{}'')), ''}'')',
      '{' || array_to_string(members || '"columns": '::text, ', '),
      plts.type_name(plts.base_type(plts.result_type(function))));
  end if;
  return quote_literal('{' || nullif(array_to_string(members, ', '), '') || '}');
end
$$;
