insert into public._stonescriptdb_gateway_tables as k (table_name, checksum, source_file)
select * from unnest($1::text[], $2::text[], $3::text[])
on conflict (table_name) do update
set checksum = excluded.checksum, source_file = excluded.source_file, deployed_at = now()
where (k.checksum, k.source_file) is distinct from (excluded.checksum, excluded.source_file)
returning table_name
