create or replace function plts.session_metrics()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  counted text;
begin
  select plts.plts_read_metrics('functions') into counted from (values (1)) as one_row;
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'schema', n.nspname,
      'name', p.proname,
      'artifact_hash', c.artifact_hash,
      'calls', c.calls,
      'errors', (select sum(e) from unnest(c.error_classes) e),
      'error_classes', plts.error_class_counts(c.error_classes),
      'total_ms', c.total_ms,
      'max_ms', c.max_ms,
      'latency_ms', plts.latency_counts(c.latency_buckets)
    ) order by n.nspname, p.proname)
    from jsonb_to_recordset(counted::jsonb -> 'functions') as c(
      function text, artifact_hash text, calls bigint, total_ms bigint, max_ms bigint,
      error_classes bigint[], latency_buckets bigint[])
    left join pg_proc p on p.oid = plts.function_oid(nullif(c.function, ''))
    left join pg_namespace n on n.oid = p.pronamespace
  ), '[]');
end
$$;
comment on function plts.session_metrics() is
  'What this session has counted for the role in force, function by function: calls, errors by class, latencies';
