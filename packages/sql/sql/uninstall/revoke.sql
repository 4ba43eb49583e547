-- What an installation has granted outside of its schemas.
do $$
begin
  if not exists (select from pg_roles r where r.rolname = :'owner') then
    return;
  end if;
  execute format('revoke create on database %I from %I', current_database(), :'owner');
  if exists (
    select
    from pg_language l
    cross join lateral aclexplode(l.lanacl) a
    where l.lanname = :'engine' and pg_get_userbyid(a.grantee) = :'owner'
  ) then
    revoke usage on language :"engine" from :"owner";
  end if;
end
$$;
