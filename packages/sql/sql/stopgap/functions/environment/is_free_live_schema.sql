-- Whether no environment has claimed a live schema, nor is just about to. The first deployments of two environments do
-- not wait for each other: who comes second takes another schema.
create or replace function stopgap.is_free_live_schema(live_schema name)
returns boolean
language plpgsql
as $$
begin
  if not pg_try_advisory_xact_lock(hashtextextended('stopgap live schema ' || live_schema, 0)) then
    return false;
  end if;
  return not exists (select from stopgap.environment e where e.live_schema = is_free_live_schema.live_schema);
end
$$;
