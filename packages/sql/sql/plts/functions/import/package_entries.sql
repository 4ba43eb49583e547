-- The entries of the import map that share their declaration files with one of them: those of its package and version.
create or replace function plts.package_entries(specifier text)
returns setof plts.import_map
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select other.*
  from plts.import_map known
  join plts.import_map other
    on other.specifier = known.specifier or (other.package, other.version) = (known.package, known.version)
  where known.specifier = package_entries.specifier
$$;
