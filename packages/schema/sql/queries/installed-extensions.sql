select extname as name from pg_catalog.pg_extension
