create table if not exists public._stonescriptdb_gateway_migrations (
  id serial primary key,
  migration_file text not null unique,
  checksum text not null,
  applied_at timestamptz default now(),
  -- Whether the tables of its database were made as they are after it, so that it has never run.
  baseline boolean not null default false
)
