-- For a table that was made before migrations could be a baseline.
alter table public._stonescriptdb_gateway_migrations
  add column if not exists baseline boolean not null default false
