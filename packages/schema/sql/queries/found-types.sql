-- Which of these types are there, and what is known of them.
select d.position::int as index, t.oid is not null as is_there, k.checksum, k.source_file
from unnest($1::text[], $2::text[], $3::text[]) with ordinality as d (schema, name, tracked, position)
left join pg_catalog.pg_namespace as n on n.nspname = d.schema
left join pg_catalog.pg_type as t on t.typnamespace = n.oid and t.typname = d.name
left join public._stonescriptdb_gateway_types as k on k.type_name = d.tracked
order by d.position
