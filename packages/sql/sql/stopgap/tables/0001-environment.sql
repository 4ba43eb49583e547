create table stopgap.environment (
  env text primary key check (env <> ''),
  live_schema name unique
    check (live_schema not in ('plts', 'stopgap', 'public', 'pg_catalog', 'information_schema')),
  active_deployment_id bigint,
  active_status text generated always as ('active') stored,
  updated_at timestamptz not null default clock_timestamp()
);
comment on table stopgap.environment is 'Where deployments are active; a row is the lock of its environment';
comment on column stopgap.environment.live_schema is
  'The schema of its live functions; null until the first deployment claims one';
comment on column stopgap.environment.active_status is 'Holds the status of the active deployment to what it must be';
