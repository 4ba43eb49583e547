select c.relname as name,
  exists (
    select from pg_catalog.pg_attribute as a
    where a.attrelid = c.oid and a.attname = 'baseline' and not a.attisdropped
  ) as has_baseline
from pg_catalog.pg_class as c
where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  and c.relname = any (array[
    '_stonescriptdb_gateway_migrations', '_stonescriptdb_gateway_types', '_stonescriptdb_gateway_tables',
    '_stonescriptdb_gateway_functions', '_stonescriptdb_gateway_changelog', '_stonescriptdb_gateway_state'
  ])
