-- Grants again what other roles had been granted on a live schema (null among the names) and on live functions that have
-- just been made anew. Of a role that is gone it tells.
create or replace function stopgap.restore_grants(live_schema name, live_names name[])
returns void
language plpgsql
as $$
declare
  known record;
begin
  for known in
    select
      case when g.live_name is null then format('schema %I', g.live_schema)
        else format('function %I.%I(pg_catalog.jsonb)', g.live_schema, g.live_name) end as object,
      g.grantee, g.privilege, g.is_grantable, r.oid is not null as exists
    from stopgap.live_grant g
    left join pg_roles r on r.rolname = g.grantee
    where g.live_schema = restore_grants.live_schema
      and coalesce(g.live_name, '') in (select coalesce(name, '') from unnest(live_names) as name)
    order by g.live_name nulls first, g.grantee, g.privilege
  loop
    if known.exists then
      execute format('grant %s on %s to %I%s', known.privilege, known.object, known.grantee,
        case when known.is_grantable then ' with grant option' end);
    else
      perform stopgap.log('warn', format(
        'stopgap cannot grant %s on %s again: role %I does not exist', known.privilege, known.object, known.grantee));
    end if;
  end loop;
end
$$;
