select checksum, modules_checksum, version, applied_at from public._stonescriptdb_gateway_state
