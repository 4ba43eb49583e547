-- The query that makes a value of a type, or a set of them, from JSON: for types that only a call knows.
create or replace function plts.value_query(type regtype, is_set boolean)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select format(
    'select %s from pg_catalog.%s($1) as plts_rows (value %s)',
    -- A row goes into PL/pgSQL's variable, or into the set, column by column.
    case when t.typtype = 'c' then '(plts_rows.value).*' else 'plts_rows.value' end,
    case when is_set then 'json_to_recordset' else 'json_to_record' end,
    plts.type_name(type))
  from pg_type t
  where t.oid = plts.base_type(type)
$$;
