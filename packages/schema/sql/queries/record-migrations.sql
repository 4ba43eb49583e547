insert into public._stonescriptdb_gateway_migrations (migration_file, checksum, baseline)
select name, checksum, $3 from unnest($1::text[], $2::text[]) as m (name, checksum)
