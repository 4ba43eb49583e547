alter table stopgap.environment
  add constraint environment_active_deployment
  foreign key (active_deployment_id, env, active_status) references stopgap.deployment (id, env, status);
