create or replace view stopgap.function_usage as
select
  e.env,
  v.function_path,
  v.live_fn_schema as live_schema,
  v.live_fn_name as live_name,
  v.deployment_id,
  v.since_deployment_id,
  s.calls,
  s.total_time as total_ms,
  s.self_time as self_ms,
  s.total_time / nullif(s.calls, 0) as mean_ms,
  current_setting('track_functions') as track_functions
from stopgap.environment e
join stopgap.fn_version v on v.deployment_id = e.active_deployment_id
left join pg_stat_user_functions s
  on s.funcid = to_regprocedure(format('%I.%I(pg_catalog.jsonb)', v.live_fn_schema, v.live_fn_name))
where v.live_fn_name is not null;
comment on view stopgap.function_usage is
  'Calls and time of the live functions, as PostgreSQL counts them, of all versions; null unless track_functions is pl or all';
