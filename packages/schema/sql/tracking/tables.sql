create table if not exists public._stonescriptdb_gateway_tables (
  id serial primary key,
  table_name text not null unique,
  checksum text not null,
  source_file text not null,
  deployed_at timestamptz default now()
)
