create table if not exists plts.migration (
  path text primary key,
  applied_at timestamptz not null default now()
);
