create or replace view stopgap.activation_audit as
select
  l.id as activation_id,
  l.env,
  l.from_deployment_id,
  l.to_deployment_id,
  l.activated_at,
  l.activated_by,
  d.status as to_status,
  d.label as to_label,
  d.source_schema as to_source_schema,
  d.created_at as to_created_at,
  d.created_by as to_created_by,
  l.activated_as,
  d.created_as as to_created_as
from stopgap.activation_log l
left join stopgap.deployment d on d.id = l.to_deployment_id;
comment on view stopgap.activation_audit is 
  'Who made which deployment active, and when; what is told of a deployment is null once garbage collection has removed it';
