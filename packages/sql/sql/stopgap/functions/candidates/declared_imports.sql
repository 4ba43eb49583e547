-- The import map that a function of a schema was created with.
create or replace function stopgap.declared_imports(source_schema text, fn_name name)
returns jsonb
language sql stable
as $$
  select coalesce(plts.pointer(p.oid) -> 'import_map', '{}')
  from pg_proc p
  join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = source_schema and p.proname = fn_name and plts.is_jsonb_function(p)
$$;
