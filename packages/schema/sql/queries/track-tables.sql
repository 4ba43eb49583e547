with declared as (
  select * from unnest($1::text[], $2::text[], $3::text[]) as d (table_name, checksum, source_file)
)
insert into public._stonescriptdb_gateway_tables as k (table_name, checksum, source_file)
select d.* from declared as d
where not exists (
  select from public._stonescriptdb_gateway_tables as same
  where (same.table_name, same.checksum, same.source_file) = (d.table_name, d.checksum, d.source_file)
)
on conflict (table_name) do update
set checksum = excluded.checksum, source_file = excluded.source_file, deployed_at = now()
returning table_name
