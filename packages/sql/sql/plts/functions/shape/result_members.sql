-- What a function's result consists of: every value with its place in the result and the type that it is to have. The
-- result of a trigger is what changes in a row of its table.
create or replace function plts.result_members(function pg_proc, trigger_table oid, result json)
returns table (path text, value json, type text)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  with
  columns (name, type, place) as (
    select c.name, plts.type_name(c.type), c.place from plts.result_columns(function) c
    union all
    select a.attname, format_type(a.atttypid, a.atttypmod), a.attnum
    from pg_attribute a
    where a.attrelid = coalesce(
        trigger_table, (select t.typrelid from pg_type t where t.oid = plts.base_type(plts.result_type(function))))
      and a.attnum > 0
      and not a.attisdropped
  ),
  members (path, value, place) as (
    select '$[' || place - 1 || ']', member, place
    from json_array_elements(case when function.proretset then result end) with ordinality as list (member, place)
    union all
    select '$', result, 1 where not function.proretset
  )
  select
    m.path || coalesce(case when c.name ~ '^[A-Za-z_$][\w$]*$' then '.' || c.name else '[' || to_json(c.name) || ']' end, ''),
    case
      when c.name is not null then m.value -> c.name
      when plts.result_form(function) in ('value', 'values') then m.value -> 'value'
      else m.value end,
    coalesce(c.type, plts.type_name(plts.result_type(function)))
  from members m left join columns c on true
  where trigger_table is null or m.value -> c.name is not null
  order by m.place, c.place
$$;
