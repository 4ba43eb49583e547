-- The declaration files of a mapped import and of everything of the same package, by path.
create or replace function plts.load_declarations(specifier text)
returns text
language sql stable strict
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(jsonb_object_agg(path, body), '{}')::text
  from plts.package_entries(specifier) e, jsonb_each(e.declarations) as files (path, body)
$$;
