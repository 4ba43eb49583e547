-- A function and its versions that are called by a pin have the same path, so their numbers belong together.
create or replace view stopgap.function_metrics as
select
  v.env,
  v.function_path,
  v.live_schema,
  v.live_name,
  v.deployment_id,
  v.is_live,
  m.artifact_hash,
  sum(m.calls)::bigint as calls,
  (select sum(count)::bigint from unnest(plts.sum_counts(m.error_classes)) as count) as errors,
  plts.error_class_counts(plts.sum_counts(m.error_classes)) as error_classes,
  sum(m.total_ms)::bigint as total_ms,
  sum(m.total_ms)::double precision / nullif(sum(m.calls), 0)::double precision as mean_ms,
  max(m.max_ms) as max_ms,
  plts.latency_quantile(plts.sum_counts(m.latency_buckets), 0.5) as p50_ms,
  plts.latency_quantile(plts.sum_counts(m.latency_buckets), 0.95) as p95_ms,
  plts.latency_quantile(plts.sum_counts(m.latency_buckets), 0.99) as p99_ms,
  plts.latency_counts(plts.sum_counts(m.latency_buckets)) as latency_ms,
  min(m.counted_since) as counted_since,
  max(m.counted_until) as counted_until
from plts.function_metrics m
cross join lateral (
  select
    d.env,
    v.function_path,
    v.live_fn_schema as live_schema,
    v.live_fn_name as live_name,
    v.since_deployment_id as deployment_id,
    exists (
      select
      from stopgap.environment e
      join stopgap.fn_version a on a.deployment_id = e.active_deployment_id
      where a.version_key = v.version_key
    ) as is_live
  from stopgap.fn_version v
  join stopgap.deployment d on d.id = v.deployment_id
  where v.artifact_hash = m.artifact_hash
    and case
      when m.function_schema in ('stopgap_version', 'stopgap_definer') then v.version_key = m.function_name
      else (v.live_fn_schema, v.live_fn_name) = (m.function_schema, m.function_name)
    end
  order by v.deployment_id desc
  limit 1
) as v
group by v.env, v.function_path, v.live_schema, v.live_name, v.deployment_id, v.is_live, m.artifact_hash;
comment on view stopgap.function_metrics is
  'Calls, errors by class and latencies of deployed functions, as sessions have told them: see stopgap.metrics_coverage for what is missing';
comment on column stopgap.function_metrics.deployment_id is 'The deployment that brought this version of the function';
