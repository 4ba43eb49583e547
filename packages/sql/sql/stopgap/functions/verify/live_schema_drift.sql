-- How a live schema differs from what it must be: as drift says it of a function.
create or replace function stopgap.live_schema_drift(n pg_namespace)
returns jsonb
language sql stable
as $$
  with granted (grantee) as (
    select case when a.grantee = 0 then 'public' else pg_get_userbyid(a.grantee) end
    from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
    where a.grantee = 0 or (a.grantee <> n.nspowner and pg_get_userbyid(a.grantee) in (:'app', :'deployer'))
  ), differences (place, what, expected, found) as (
    select 1, 'owner', to_jsonb(:'owner'::text), to_jsonb(pg_get_userbyid(n.nspowner))
    where pg_get_userbyid(n.nspowner) <> :'owner'
    union all
    select 2, 'grants', stopgap.role_list(array[:'app', :'deployer']::name[]),
      stopgap.role_list(array(select g.grantee from granted g))
    where exists (select from granted g where g.grantee = 'public')
      or not has_schema_privilege(:'app', n.oid, 'usage')
      or not has_schema_privilege(:'deployer', n.oid, 'usage')
  )
  select coalesce(
    jsonb_agg(jsonb_build_object('what', what, 'expected', expected, 'found', found) order by place), '[]')
  from differences
$$;
