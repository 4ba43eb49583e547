-- Whether a role has the rights of one that a version is for: those that its handler names, or the app's and those who deploy.
create or replace function stopgap.is_caller(role name, roles name[])
returns boolean
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select coalesce(bool_or(pg_has_role(role, r.oid, 'usage')), false)
  from pg_roles r
  where r.rolname = any (coalesce(roles, array[:'app', :'deployer']::name[]))
$$;
