insert into public._stonescriptdb_gateway_types as k (type_name, type_kind, checksum, source_file)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
on conflict (type_name) do update
set type_kind = excluded.type_kind, checksum = excluded.checksum, source_file = excluded.source_file,
  deployed_at = now()
where (k.type_kind, k.checksum, k.source_file)
  is distinct from (excluded.type_kind, excluded.checksum, excluded.source_file)
returning type_name
