-- Refuses functions that would be live for roles that do not exist.
create or replace function stopgap.check_candidate_roles(candidates stopgap.candidate[])
returns void
language plpgsql
as $$
declare
  missing record;
begin
  select stopgap.candidate_name(c) as function, role
  into missing
  from unnest(candidates) c
  cross join unnest(c.roles) as role
  where c.kind in ('query', 'mutation') and not exists (select from pg_roles r where r.rolname = role)
  order by c.function_path, role
  limit 1;
  if found then
    raise exception 'stopgap cannot make % live: role % does not exist', missing.function, quote_ident(missing.role)
      using errcode = 'undefined_object', hint = 'Create the role, or name another one in roles.';
  end if;
end
$$;
