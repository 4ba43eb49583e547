-- Those that nobody declares any more, and that are gone.
delete from public._stonescriptdb_gateway_tables as k
where k.table_name <> all ($1)
  and not exists (
    select from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p')
      and k.table_name = case n.nspname when 'public' then quote_ident(c.relname)
        else quote_ident(n.nspname) || '.' || quote_ident(c.relname) end
  )
returning table_name
