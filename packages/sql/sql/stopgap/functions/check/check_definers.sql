-- A function that runs with the rights of its owner stays that owner's when it goes live. Refuses owners that would
-- give away more than the one who deploys may give.
create or replace function stopgap.check_definers(requested_as name, candidates stopgap.candidate[])
returns void
language plpgsql
as $$
declare
  function record;
begin
  for function in
    select stopgap.candidate_name(c) as name, c.attributes ->> 'definer' as definer, r.oid, r.rolsuper
    from unnest(candidates) c
    left join pg_roles r on r.rolname = c.attributes ->> 'definer'
    where c.attributes ->> 'definer' is not null
    order by c.function_path
  loop
    if function.oid is null then
      raise exception 'stopgap deploy cannot find role %, whose rights function % is to have',
        quote_ident(function.definer), function.name
        using errcode = 'undefined_object', hint = 'Create the role, or name another one in security.';
    elsif function.rolsuper or function.definer = current_user then
      raise exception 'stopgap deploy refuses security definer function %: it would run with all rights of %',
        function.name, function.definer
        using errcode = 'insufficient_privilege', hint = 'Give it to a role that has no more rights than it needs.';
    elsif not pg_has_role(requested_as, function.definer, 'member') then
      raise exception 'permission denied for stopgap deploy: security definer function % requires membership of role %',
        function.name, function.definer
        using errcode = 'insufficient_privilege',
          hint = format('grant %I to %I', function.definer, requested_as);
    elsif not pg_has_role(current_user, function.definer, 'member') then
      raise exception 'stopgap deploy cannot make security definer function % live for role %',
        function.name, function.definer
        using errcode = 'insufficient_privilege',
          hint = format('grant %I to %I', function.definer, current_user);
    end if;
  end loop;
end
$$;
