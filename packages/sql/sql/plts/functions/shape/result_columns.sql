-- The columns that a function's own signature gives its result: those of `returns table`, or several OUT arguments. None
-- where the result is a value or a row of a type. A column without a name is called as PostgreSQL calls it.
create or replace function plts.result_columns(function pg_proc)
returns table (place bigint, name text, type oid)
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select c.place, c.name, c.type
  from (
    select
      p.place,
      coalesce(p.name, 'column' || row_number() over (order by p.place)) as name,
      p.type,
      p.mode = 't' or count(*) over () > 1 as is_column
    from plts.parameters(function) p
    where p.mode in ('o', 'b', 't')
  ) c
  where c.is_column
$$;
