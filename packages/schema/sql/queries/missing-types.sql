select d.position::int as index
from unnest($1::text[], $2::text[]) with ordinality as d (schema, name, position)
where not exists (
  select from pg_catalog.pg_type as t
  join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
  where n.nspname = d.schema and t.typname = d.name
)
order by d.position
