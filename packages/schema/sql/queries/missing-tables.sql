select d.position::int as index
from unnest($1::text[], $2::text[]) with ordinality as d (schema, name, position)
where not exists (
  select from pg_catalog.pg_class as c
  join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = d.schema and c.relname = d.name and c.relkind in ('r', 'p', 'f')
)
order by d.position
