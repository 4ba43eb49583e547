-- Those that nobody declares any more, and that are gone.
delete from public._stonescriptdb_gateway_types as k
where k.type_name <> all ($1)
  and not exists (
    select from pg_catalog.pg_type as t
    join pg_catalog.pg_namespace as n on n.oid = t.typnamespace
    where k.type_name = case n.nspname when 'public' then quote_ident(t.typname)
      else quote_ident(n.nspname) || '.' || quote_ident(t.typname) end
  )
returning type_name
