-- Lets the app and those who deploy call live functions, and PUBLIC not. Other grants stay as they are.
create or replace function stopgap.grant_live_functions(versions stopgap.fn_version[])
returns void
language plpgsql
as $$
declare
  functions text := (
    select string_agg(format('%I.%I(pg_catalog.jsonb)', v.live_fn_schema, v.live_fn_name), ', ') from unnest(versions) v
  );
begin
  if functions is not null then
    execute format('revoke all on function %s from public', functions);
    execute format('grant execute on function %s to %I, %I', functions, :'app', :'deployer');
  end if;
end
$$;
