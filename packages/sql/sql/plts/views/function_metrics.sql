create or replace view plts.function_metrics as
select
  m.function_schema,
  m.function_name,
  m.artifact_hash,
  m.login,
  sum(m.calls)::bigint as calls,
  sum(m.total_ms)::bigint as total_ms,
  max(m.max_ms) as max_ms,
  plts.sum_counts(m.error_classes) as error_classes,
  plts.sum_counts(m.latency_buckets) as latency_buckets,
  min(m.counted_since) as counted_since,
  max(m.counted_until) as counted_until
from (
  select *
  from (
    select distinct on (k.pid, k.kernel, k.identity, k.artifact_hash) k.*
    from plts.kept_metrics k
    where k.pid is not null
    order by k.pid, k.kernel, k.identity, k.artifact_hash, k.number desc
  ) as latest
  union all
  select k.* from plts.kept_metrics k where k.pid is null
) as m
group by m.function_schema, m.function_name, m.artifact_hash, m.login;
comment on view plts.function_metrics is
  'Calls, errors and latencies by function, code and login role, as sessions have told them; null is functions that are gone or too many';
