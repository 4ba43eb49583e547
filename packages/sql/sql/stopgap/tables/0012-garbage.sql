-- The log outlives the deployments that it names: who made what active when stays, and the way back leads over gaps.
alter table stopgap.activation_log
  drop constraint activation_log_from_deployment_id_env_fkey,
  drop constraint activation_log_to_deployment_id_env_fkey;
comment on column stopgap.activation_log.to_deployment_id is
  'No foreign key, as that of from_deployment_id: garbage collection removes deployments and not their history';

alter table stopgap.deployment
  add column pinned_until timestamptz,
  add column pinned_by name,
  add column pinned_as name,
  add constraint deployment_pin_check check (
    (pinned_until is null) = (pinned_by is null) and (pinned_until is null) = (pinned_as is null)
  );
comment on column stopgap.deployment.pinned_until is 'Until when garbage collection keeps it whatever comes; null: not pinned';
comment on column stopgap.deployment.pinned_by is 'The login role that pinned it';
comment on column stopgap.deployment.pinned_as is 'The role that was in force then';

drop function if exists stopgap.drop_unused_versions();
drop function if exists stopgap.missing_artifacts(text[]);
