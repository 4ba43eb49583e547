-- What other roles than those of Stopgap have been granted on a live schema and the functions in it. Where a handler names
-- its roles there are no others.
create or replace function stopgap.seen_grants(environment stopgap.environment)
returns table (live_name name, grantee name, privilege text, is_grantable boolean)
language sql stable
as $$
  with granted (live_name, owner, acl) as (
    select null::name, n.nspowner, n.nspacl
    from pg_namespace n
    where n.nspname = environment.live_schema
    union all
    select p.proname, p.proowner, p.proacl
    from pg_namespace n
    join pg_proc p on p.pronamespace = n.oid and p.pronargs = 1 and p.proargtypes[0] = 'jsonb'::regtype
    where n.nspname = environment.live_schema and p.prosrc like '-- plts {%'
  )
  select g.live_name, r.rolname, a.privilege_type, bool_or(a.is_grantable)
  from granted g
  cross join lateral aclexplode(g.acl) a
  join pg_roles r on r.oid = a.grantee
  where a.grantee <> g.owner
    and r.rolname not in (:'owner', :'app', :'deployer')
    and not exists (
      select
      from stopgap.fn_version v
      where v.deployment_id = environment.active_deployment_id and v.live_fn_name = g.live_name and v.roles is not null
    )
  -- Several may have granted the same.
  group by g.live_name, r.rolname, a.privilege_type
$$;
