-- A role that is there already and that nobody has named must be one that could have been made here.
do $$
declare
  existing record;
begin
  select r.rolcanlogin, r.rolsuper into existing from pg_roles r where r.rolname = :'role';
  if existing.rolcanlogin or existing.rolsuper then
    raise exception 'the role % exists and %', :'role', case when existing.rolsuper then 'is a superuser' else 'can log in' end
      using errcode = 'duplicate_object', hint = 'Pack the extension with other roles, or name this one explicitly.';
  end if;
end
$$;
