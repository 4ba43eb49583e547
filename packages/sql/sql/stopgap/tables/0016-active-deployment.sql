-- Foreign keys both ways are a circle, and a dump cannot restore tables of an extension that lie in one. Triggers hold
-- environments to their active deployments now, where they change: a dump restores environments first.
alter table stopgap.environment
  drop constraint environment_active_deployment,
  drop column active_status;
alter table stopgap.deployment drop constraint deployment_status_key;
