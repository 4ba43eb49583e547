-- Who has been granted a live function that its version does not grant; 0 is PUBLIC. Where the handler names roles they
-- alone may call it. Elsewhere other grants stay, but for those that an earlier version made because its handler named
-- roles.
create or replace function stopgap.unwanted_callers(function oid, version stopgap.fn_version)
returns setof oid
language sql stable
as $$
  select a.grantee
  from pg_proc p
  cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
  left join pg_roles r on r.oid = a.grantee
  where p.oid = function
    and a.grantee <> p.proowner
    and case
      when a.grantee = 0 then true
      when version.roles is not null then r.rolname <> all (version.roles)
      else r.rolname not in (:'app', :'deployer') and exists (
        select from stopgap.fn_version v
        where v.live_fn_schema = version.live_fn_schema
          and v.live_fn_name = version.live_fn_name
          and v.roles is not null
          and r.rolname = any (v.roles)
      )
    end
$$;
