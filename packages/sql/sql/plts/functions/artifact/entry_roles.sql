-- The roles that the compiler has read off a default export, each once and in order; null where it names none.
create or replace function plts.entry_roles(compiled jsonb)
returns text[]
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select array_agg(distinct role order by role)
  from jsonb_array_elements_text(nullif(compiled -> 'entryRoles', 'null')) as role
$$;
