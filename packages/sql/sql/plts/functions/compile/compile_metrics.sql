-- What the compiler has counted. It runs as the owner of all of this, whoever compiles: so its counters are the session's.
create or replace function plts.compile_metrics()
returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  counted text;
begin
  select plts.plts_read_metrics('compiler') into counted from (values (1)) as one_row;
  return coalesce(counted, '{
    "calls": 0, "errors": 0, "latency_ms": {"total": 0, "last": 0, "max": 0},
    "error_classes": {"diagnostics": 0, "sql": 0, "unknown": 0}
  }')::jsonb;
end
$$;
