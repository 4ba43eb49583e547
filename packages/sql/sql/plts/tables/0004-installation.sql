create table plts.installation (
  is_only boolean primary key default true check (is_only),
  version text not null,
  engine text not null,
  mode text not null check (mode in ('language', 'engine')),
  roles jsonb not null,
  installed_at timestamptz not null default now(),
  upgraded_at timestamptz
);
comment on table plts.installation is 'What is installed in this database: one row';
