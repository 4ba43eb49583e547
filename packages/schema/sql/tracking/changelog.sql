create table if not exists public._stonescriptdb_gateway_changelog (
  id serial primary key,
  change_type text not null,
  object_name text not null,
  change_detail jsonb,
  forced boolean default false,
  executed_at timestamptz default now()
);
create index if not exists idx_changelog_change_type
  on public._stonescriptdb_gateway_changelog (change_type);
create index if not exists idx_changelog_object_name
  on public._stonescriptdb_gateway_changelog (object_name);
create index if not exists idx_changelog_executed_at
  on public._stonescriptdb_gateway_changelog (executed_at)
