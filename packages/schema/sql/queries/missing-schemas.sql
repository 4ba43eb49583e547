select name from unnest($1::text[]) with ordinality as s (name, position)
where not exists (select from pg_catalog.pg_namespace as n where n.nspname = s.name)
order by position
