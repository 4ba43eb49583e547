-- The type of a function's result, or of each member of a set: that of its OUT argument where it has exactly one.
create or replace function plts.result_type(function pg_proc)
returns oid
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(
    (select min(p.type::bigint)::oid from plts.parameters(function) p where p.mode in ('o', 'b') having count(*) = 1),
    function.prorettype)
$$;
