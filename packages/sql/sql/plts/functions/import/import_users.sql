-- The functions whose code imports a package's entry, directly or not.
create or replace function plts.import_users(specifier text)
returns setof regprocedure
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select p.oid::regprocedure
  from pg_proc p
  cross join lateral (select plts.pointer(p.oid) offset 0) as pointers (pointer)
  where plts.is_plts(p.oid) and pointer -> 'import_map' ? import_users.specifier
  order by p.oid::regprocedure::text collate "C"
$$;
