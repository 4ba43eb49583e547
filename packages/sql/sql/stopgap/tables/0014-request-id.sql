alter table stopgap.deployment
  add column request_id uuid,
  add constraint deployment_request_key unique (request_id);
comment on column stopgap.deployment.request_id is 'Who asks twice with the same one gets the same deployment';

alter table stopgap.activation_log
  add column request_id uuid,
  add constraint activation_log_request_key unique (request_id);
comment on column stopgap.activation_log.request_id is 'Who asks twice with the same one gets the same activation';
