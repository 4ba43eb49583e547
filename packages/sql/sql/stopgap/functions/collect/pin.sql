create or replace function stopgap.pin(deployment_id bigint, until timestamptz)
returns jsonb
language sql
set search_path = pg_catalog, pg_temp
as $$
  insert into stopgap.request (operation, arguments)
  values ('pin', jsonb_build_object('deployment_id', deployment_id, 'until', until))
  returning result
$$;
comment on function stopgap.pin(bigint, timestamptz) is
  'Keeps a deployment from garbage collection until then; infinity: for good; null: no longer';
