with declared as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
    as d (type_name, type_kind, checksum, source_file)
)
insert into public._stonescriptdb_gateway_types as k (type_name, type_kind, checksum, source_file)
select d.* from declared as d
where not exists (
  select from public._stonescriptdb_gateway_types as same
  where (same.type_name, same.type_kind, same.checksum, same.source_file)
    = (d.type_name, d.type_kind, d.checksum, d.source_file)
)
on conflict (type_name) do update
set type_kind = excluded.type_kind, checksum = excluded.checksum, source_file = excluded.source_file,
  deployed_at = now()
returning type_name
