insert into public._stonescriptdb_gateway_state (checksum, modules_checksum, version)
values ($1, $2, $3)
on conflict (id) do update
set checksum = excluded.checksum, modules_checksum = excluded.modules_checksum,
  version = excluded.version, applied_at = now()
