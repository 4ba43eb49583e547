create table stopgap.activation_log (
  id bigint generated always as identity primary key,
  env text not null references stopgap.environment,
  from_deployment_id bigint,
  to_deployment_id bigint not null,
  activated_at timestamptz not null default clock_timestamp(),
  activated_by name not null default session_user,
  activated_as name not null,
  check (from_deployment_id <> to_deployment_id),
  foreign key (from_deployment_id, env) references stopgap.deployment (id, env),
  foreign key (to_deployment_id, env) references stopgap.deployment (id, env)
);
create index activation_log_target on stopgap.activation_log (to_deployment_id, id desc);
comment on table stopgap.activation_log is 'Every change of an active deployment, in order';
comment on column stopgap.activation_log.activated_by is 'The login role';
comment on column stopgap.activation_log.activated_as is 'The role in force';
