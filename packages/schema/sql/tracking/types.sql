create table if not exists public._stonescriptdb_gateway_types (
  id serial primary key,
  type_name text not null unique,
  type_kind text not null,
  checksum text not null,
  source_file text,
  deployed_at timestamptz default now()
)
