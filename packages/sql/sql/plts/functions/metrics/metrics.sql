create or replace function plts.metrics()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  counted text;
begin
  select plts.plts_read_metrics('kernel') into counted from (values (1)) as one_row;
  return jsonb_build_object('compile', plts.compile_metrics()) || coalesce(counted, '{
    "execute": {
      "calls": 0, "errors": 0, "latency_ms": {"total": 0, "last": 0, "max": 0},
      "error_classes": {"timeout": 0, "memory": 0, "cancel": 0, "js_exception": 0, "sql": 0, "unknown": 0}
    },
    "runtime": {
      "kernel_load_ms": 0, "modules_loaded": 0, "modules_evaluated": 0,
      "statements_prepared": 0, "statements_reused": 0
    }
  }')::jsonb;
end
$$;
comment on function plts.metrics() is
  'What this session has counted: {compile, execute, runtime}; compile of all roles, the others of the role in force';
