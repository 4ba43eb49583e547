-- Who has only taken on the role of a superuser may not go on to that of the owner: PostgreSQL asks for the login role's rights.
do $$
begin
  if not (select r.rolsuper from pg_roles r where r.rolname = session_user) then
    raise exception 'the login role % is no superuser, so it cannot act as the owner of what is created', session_user
      using errcode = 'insufficient_privilege', hint = 'Log in as a superuser.';
  end if;
end
$$;
