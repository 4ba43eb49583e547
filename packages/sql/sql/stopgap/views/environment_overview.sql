create or replace view stopgap.environment_overview as
select
  e.env,
  e.live_schema,
  e.active_deployment_id,
  e.updated_at,
  d.status as active_status,
  d.label as active_label,
  d.created_at as active_created_at,
  d.created_by as active_created_by,
  d.created_as as active_created_as
from stopgap.environment e
left join stopgap.deployment d on d.id = e.active_deployment_id;
comment on view stopgap.environment_overview is 'Every environment with its active deployment';
