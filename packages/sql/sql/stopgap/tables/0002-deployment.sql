create table stopgap.deployment (
  id bigint generated always as identity primary key,
  env text not null references stopgap.environment,
  label text,
  created_at timestamptz not null default clock_timestamp(),
  created_by name not null default session_user,
  created_as name not null,
  source_schema name,
  status text not null default 'open'
    check (status in ('open', 'sealed', 'active', 'superseded', 'rolled_back', 'failed')),
  manifest jsonb not null,
  constraint deployment_failure_is_kept check (status <> 'failed' or manifest ? 'error'),
  constraint deployment_env_key unique (id, env),
  constraint deployment_status_key unique (id, env, status)
);
create unique index deployment_active_key on stopgap.deployment (env) where status = 'active';
create index deployment_history on stopgap.deployment (env, id desc);
comment on table stopgap.deployment is 'Every deployment of every environment, failed ones included';
comment on column stopgap.deployment.created_by is 'The login role';
comment on column stopgap.deployment.created_as is 'The role in force';
