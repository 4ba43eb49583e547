-- What changes deployments runs as the owner, whoever asks for it: so its counters are the session's.
create or replace function stopgap.operation_metrics()
returns jsonb
language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  counted text;
  classes constant text[] := '{permission,validation,state,sql,unknown}';
begin
  select plts.plts_read_counters() into counted from (values (1)) as one_row;
  return (
    select jsonb_object_agg(operation, stopgap.counter_json(counted::jsonb -> operation, classes))
    from unnest('{deploy,rollback,diff}'::text[]) as operation
  );
end
$$;
