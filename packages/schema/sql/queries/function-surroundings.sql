-- What a function has that its definition does not say: owner, comment, rights.
select p.oid::text as oid, pg_catalog.pg_get_userbyid(p.proowner) as owner,
  p.proowner = current_user::regrole as is_own,
  pg_catalog.obj_description(p.oid, 'pg_proc') as comment,
  p.proacl is not null as has_rights,
  coalesce((
    select jsonb_agg(jsonb_build_object(
      'role', case a.grantee when 0 then null else pg_catalog.pg_get_userbyid(a.grantee) end,
      'grantable', a.is_grantable
    ))
    from aclexplode(p.proacl) as a where a.grantee <> p.proowner
  ), '[]') as grants
from pg_catalog.pg_proc as p
where p.oid = any ($1::oid[])
