create or replace function stopgap.metrics()
returns jsonb
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  counted text;
begin
  select plts.plts_read_counters() into counted from (values (1)) as one_row;
  return stopgap.operation_metrics() || jsonb_build_object('call_fn',
    stopgap.counter_json(counted::jsonb -> 'call_fn', '{validation,state,runtime,route,unknown}', '{exact,legacy}'));
end
$$;
comment on function stopgap.metrics() is
  'What this session has counted: {deploy, rollback, diff, call_fn}; call_fn of the role in force, the others of all roles';
