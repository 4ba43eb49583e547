-- Lets those call live functions who may: the roles that a handler names, else the app and those who deploy.
create or replace function stopgap.grant_live_functions(versions stopgap.fn_version[])
returns void
language plpgsql
as $$
declare
  change text;
begin
  for change in
    select format('revoke all on function %s from %s cascade', live.name,
      string_agg(case when grantee = 0 then 'public' else quote_ident(pg_get_userbyid(grantee)) end, ', '))
    from unnest(versions) v
    cross join lateral (select format('%I.%I(pg_catalog.jsonb)', v.live_fn_schema, v.live_fn_name)) as live (name)
    cross join lateral stopgap.unwanted_callers(stopgap.live_function(v.live_fn_schema, v.live_fn_name), v) as grantee
    group by live.name
  loop
    execute change;
  end loop;
  for change in
    select format('grant execute on function %s to %s',
      string_agg(format('%I.%I(pg_catalog.jsonb)', v.live_fn_schema, v.live_fn_name), ', '),
      (select string_agg(quote_ident(caller), ', ') from unnest(callers) as caller))
    from unnest(versions) v
    cross join lateral stopgap.callers(v) as callers
    group by callers
  loop
    execute change;
  end loop;
end
$$;
