select migration_file as name, checksum from public._stonescriptdb_gateway_migrations
