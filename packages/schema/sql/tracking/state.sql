create table if not exists public._stonescriptdb_gateway_state (
  id boolean primary key default true check (id),
  -- Null while a new database is unfinished.
  checksum text,
  modules_checksum text,
  version text,
  applied_at timestamptz not null default now()
)
