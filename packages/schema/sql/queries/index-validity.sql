-- The indexes of a table, those that PostgreSQL has not finished marked.
select n.nspname as schema, i.relname as name, x.indisvalid as is_valid
from pg_catalog.pg_index as x
join pg_catalog.pg_class as i on i.oid = x.indexrelid
join pg_catalog.pg_namespace as n on n.oid = i.relnamespace
where x.indrelid = to_regclass($1)
