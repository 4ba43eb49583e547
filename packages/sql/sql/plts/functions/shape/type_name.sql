-- A type's name with its schema; unlike that of format_type, `character` and `bit` have no length of their own in it.
create or replace function plts.type_name(type oid)
returns text
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select format('%I.%I', n.nspname, t.typname)
  from pg_type t join pg_namespace n on n.oid = t.typnamespace
  where t.oid = type_name.type
$$;
