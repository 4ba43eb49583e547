-- Which parameters of a prepared statement are arrays or JSON: their literals are written differently.
create or replace function plts.parameter_kinds(statement_name text)
returns text
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(json_agg(
    case
      when t.oid in ('json'::regtype, 'jsonb'::regtype) then 'json'
      when t.typcategory = 'A' then 'array'
      else 'other'
    end
    order by p.place), '[]')::text
  from pg_prepared_statements s,
    unnest(s.parameter_types) with ordinality as p (type, place)
    join pg_type t on t.oid = p.type
  where s.name = statement_name
$$;
