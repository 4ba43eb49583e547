-- Whether the database has Stopgap, and this role may read what it stores.
select exists (
  select
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'plts'
    and c.relname = 'artifact'
    and has_schema_privilege(n.oid, 'usage')
    and has_table_privilege(c.oid, 'select'))::text as answer
